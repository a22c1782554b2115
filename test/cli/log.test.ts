import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Course, type JsonEvent, recorder } from '../../src/cli/events.ts';
import { logFile, logLine } from '../../src/cli/log.ts';
import { failed } from '../../src/plan/outcome.ts';
import { planOf } from '../plan/make-plan.ts';

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const node = planOf().trials[0]!;

describe('the log of a run', () => {
  test('goes on where an earlier session stopped, also in the middle of a line', async () => {
    const file = join(temporary(), 'results/made/run/log.jsonl');
    const session = async (text: string) => {
      const events = recorder([logFile(file, () => expect.unreachable())]);
      events.write({ type: 'message', text });
      await events.close();
    };
    await session('first');
    appendFileSync(file, '{"time":"2026-'); // what a crash left
    await session('second\nline');
    const text = readFileSync(file, 'utf8').split('\n');
    expect(text).toEqual([expect.stringContaining('first'), '{"time":"2026-', expect.stringContaining('second'), '']);
    expect(JSON.parse(text[2]!)).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      pid: process.pid,
      type: 'message',
      text: 'second\nline',
    });
  });

  test('has a line on disk as soon as it is written', () => {
    const file = join(temporary(), 'log.jsonl');
    const events = recorder([logFile(file, () => expect.unreachable())]);
    events.write({ type: 'signal', signal: 'SIGTERM' });
    expect(linesOf(file)).toMatchObject([{ type: 'signal', signal: 'SIGTERM' }]);
    return events.close();
  });

  test('tells worker, attempt, seconds and reason of a node, and no results', async () => {
    const file = join(temporary(), 'log.jsonl');
    const whole: JsonEvent[] = [];
    const keep = { accept: (event: JsonEvent) => void whole.push(event), close: async () => {} };
    const events = recorder([keep, logFile(file, () => expect.unreachable())]);
    const course = new Course();
    events.write(course.begin(node, 1));
    events.write(course.begin(node, 0)); // its thread has ended under it
    events.write(course.end({ type: 'finished', node, outcome: failed(node, 'it broke'), recalled: false }));
    events.write(course.end({ type: 'finished', node, outcome: failed(node, 'of an earlier run'), recalled: true }));
    await events.close();
    const [first, second, last, ...others] = linesOf(file);
    expect([first, second]).toMatchObject([
      { type: 'started', node: node.id, worker: 1, attempt: 1 },
      { type: 'started', node: node.id, worker: 0, attempt: 2 },
    ]);
    const told = { type: 'finished', status: 'failed', reason: 'it broke', worker: 0, attempt: 2 };
    expect(last).toMatchObject({ ...told, seconds: expect.any(Number) });
    expect(last).not.toHaveProperty('outcome');
    expect(others).toEqual([]); // what was known is counted at the end
    expect(whole.map(({ type }) => type)).toEqual(['started', 'started', 'finished', 'finished']);
    expect(whole[3]).toMatchObject({ recalled: true, outcome: { status: 'failed' } });
    expect(logLine(whole[3]!)).toBeUndefined();
  });

  test('is not written through a symbolic link', async () => {
    const folder = temporary();
    const [file, other] = [join(folder, 'log.jsonl'), join(folder, 'other')];
    writeFileSync(other, 'of the user');
    symlinkSync(other, file);
    const said: string[] = [];
    const events = recorder([logFile(file, (message) => said.push(message))]);
    events.write({ type: 'message', text: 'one' });
    await events.close();
    expect([readFileSync(other, 'utf8'), said.length]).toEqual(['of the user', 1]);
  });

  test('that cannot be written is said once, and ends nothing', async () => {
    const said: string[] = [];
    const events = recorder([logFile(join('package.json', 'log.jsonl'), (message) => said.push(message))]);
    events.write({ type: 'message', text: 'one' });
    events.write({ type: 'message', text: 'two' });
    await events.close();
    expect(said).toEqual([expect.stringMatching(/^the log package\.json\/log\.jsonl is not written: /)]);
  });
});
