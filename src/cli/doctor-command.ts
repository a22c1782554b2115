import type { Command } from './args.ts';
import { eventFile, recorder } from './events.ts';
import { type Examination, examine } from './examine.ts';
import type { State } from './state.ts';

/** The width of a usual terminal. */
const COLUMNS = 80;

/** Shows what can run here, and what to do about what cannot. @returns 0 if a run is possible, else 2. */
export async function doctorCommand(command: Command): Promise<number> {
  const events = recorder(await eventFile(command.json, (message) => process.stderr.write(`${message}\n`)));
  const found = await examine(command);
  events.write({ type: 'doctor', ...found });
  await events.close();
  process.stdout.write(`${doctorLines(found).join('\n')}\n`);
  return isPossible(found) ? 0 : 2;
}

/** Nobody proves the processor before a run, but the examination did. */
function isPossible({ choice, engines, data, storage }: Examination): boolean {
  const chosen = engines.find(({ engine, device }) => engine === choice.engine && device === choice.device);
  const writable = storage.states.every(({ what, there }) => what !== 'write' || there);
  return chosen?.there === true && writable && data.some(({ there }) => there);
}

/** The page that `doctor` prints: no line is wider than 80 columns, unless a single word is. */
export function doctorLines(found: Examination): string[] {
  const { machine, engines, packages, choice, data, storage } = found;
  const { total, free } = machine.memory;
  const cores = `${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'}`;
  return [
    ...row('node', `${machine.node}, ${machine.platform}`),
    ...row('processor', `${cores}, ${machine.processor}`),
    ...row('memory', `${gigabytes(total)}, ${gigabytes(free)} of it free`),
    '',
    ...table(engines.map((state) => ({ head: [state.engine, state.device], state }))),
    '',
    ...table(data.map((state) => ({ head: ['data', state.name], state }))),
    '',
    ...table(storage.states.map((state) => ({ head: [state.of, state.what], state }))),
    '',
    ...row(
      'packages',
      Object.entries(packages)
        .map((entry) => entry.join('@'))
        .join(', '),
    ),
    '',
    ...(choice.engine === undefined
      ? choice.text.split('\n').flatMap((line) => row('engine', line))
      : row('engine', choice.text)),
    isPossible(found) ? 'A run is possible.' : 'A run is not possible.',
  ];
}

/** A line for each state, and one with the remedy for what is not there. */
function table(rows: readonly { readonly head: readonly string[]; readonly state: State }[]): string[] {
  const width = Math.max(9, ...rows.map(({ head: [, second = ''] }) => second.length + 2));
  return rows.flatMap(({ head: [first = '', second = ''], state }) => [
    ...hung(`${first.padEnd(11)}${second.padEnd(width)}${state.there ? 'yes' : 'no '}  `, state.detail),
    ...(state.there ? [] : hung(' '.repeat(width + 16), state.remedy, '→ ')),
  ]);
}

function row(name: string, text: string): string[] {
  return hung(name.padEnd(11), text);
}

/** Text broken between words, behind a head that is as wide as the indent of the lines that follow. */
function hung(head: string, text: string, mark = ''): string[] {
  const indent = head.length + mark.length;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && indent + last.length + 1 + word.length <= COLUMNS)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => `${index === 0 ? head + mark : ' '.repeat(indent)}${line}`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
