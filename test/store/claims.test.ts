import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { sweep } from '../../src/store/atomic.ts';
import { Claims, sweepOutcomes } from '../../src/store/claims.ts';
import { isGone, writerTag } from '../../src/store/writers.ts';

const ID = sha256('a node');
const [MACHINE, PID] = writerTag().split('-') as [string, string];
/** A process that was there, and is not any more. */
const KILLED = `${MACHINE}-${spawnSync(process.execPath, ['--version']).pid}-12345`;
const ELSEWHERE = 'fedcba987654-1-12345';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-claims-'));
  file = join(folder, ID.slice(0, 2), `${ID}.claim`);
  mkdirSync(dirname(file));
});

describe('the tag of a process', () => {
  test('tells whether it has ended, also when its number was given again; of other machines nothing is certain', () => {
    expect(isGone(writerTag())).toBe(false);
    expect(isGone(`${MACHINE}-${process.ppid}-0`)).toBe(false); // where a system does not say when it began
    expect(isGone(KILLED)).toBe(true);
    expect(isGone(`${MACHINE}-${PID}-12345`)).toBe(true); // this process began at another time
    expect(isGone(ELSEWHERE)).toBe(false);
    expect(isGone('')).toBe(false);
  });
});

describe('a claim', () => {
  test('is had by one of many who ask at once, and by the next one when it is released', async () => {
    const many = Array.from({ length: 12 }, () => new Claims(folder));
    const granted = await Promise.all(many.map((claims) => claims.take(ID)));
    expect(granted.filter(Boolean)).toHaveLength(1);
    expect(await many[0]!.take(ID)).toBe(false);
    await many[granted.indexOf(true)]!.release(ID);
    expect(readdirSync(dirname(file))).toEqual([]);
    expect(await many[0]!.take(ID)).toBe(true);
    for (const claims of many) await claims.close();
  });

  test('of a process that was killed is taken over at once, by one of many', async () => {
    writeFileSync(file, `${KILLED} 00000007`);
    const many = Array.from({ length: 12 }, () => new Claims(folder));
    const granted = await Promise.all(many.map((claims) => claims.take(ID)));
    expect(granted.filter(Boolean)).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe(`${writerTag()} 00000000`);
    for (const claims of many) await claims.close();
  });

  test('from another machine stands while its beat changes, and is void when it has stood still', async () => {
    const claims = new Claims(folder, { beat: 1e6, stale: 300 });
    const since = performance.now();
    for (let beat = 0; performance.now() - since < 900; beat++) {
      writeFileSync(file, `${ELSEWHERE} ${String(beat).padStart(8, '0')}`);
      expect(await claims.take(ID)).toBe(false);
      await new Promise((wake) => setTimeout(wake, 20));
    }
    while (!(await claims.take(ID))) await new Promise((wake) => setTimeout(wake, 20));
    expect(readFileSync(file, 'utf8')).toContain(writerTag());
    await claims.close();
  });

  test('shows that its holder is alive', async () => {
    const claims = new Claims(folder, { beat: 10, stale: 1e6 });
    expect(await claims.take(ID)).toBe(true);
    while (readFileSync(file, 'utf8') === `${writerTag()} 00000000`) await new Promise((wake) => setTimeout(wake, 5));
    await claims.release(ID);
    expect(readdirSync(dirname(file))).toEqual([]);
    await claims.close();
  });

  test('is let alone by a holder from which it was taken while it stood still', async () => {
    const claims = new Claims(folder, { beat: 1e6, stale: 1e6 });
    expect(await claims.take(ID)).toBe(true);
    const theirs = `${ELSEWHERE} 00000001`;
    writeFileSync(file, theirs);
    await claims.release(ID);
    expect(readFileSync(file, 'utf8')).toBe(theirs);
    await claims.close();
  });
});

test('what killed processes left is swept away; files of the living, and of other machines, stay', async () => {
  const temporary = (tag: string): string => `.${ID}.json.${tag}.${crypto.randomUUID()}.tmp`;
  const kept = [temporary(writerTag()), temporary(ELSEWHERE), `${ID}.json`, `${ID}.json.damaged`];
  for (const name of [...kept, temporary(KILLED)]) writeFileSync(join(dirname(file), name), '');
  writeFileSync(file, `${KILLED} 00000001`);
  await sweepOutcomes(folder);
  expect(readdirSync(dirname(file)).sort()).toEqual([...kept].sort());
  expect(await sweep(join(folder, 'nothing'))).toEqual([]);
});
