import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as `npm run bench` starts it, without npm's banner and npm's own handling of signals. */
const PROGRAM = resolve('src/cli/main.ts');

/** Starts the command line in a process of its own. @param options `program` is that of another checkout. */
export function start(
  words: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<NodeJS.ProcessEnv>; readonly program?: string } = {},
): { readonly child: ChildProcess; readonly done: Promise<Finished>; output(): string } {
  const child = spawn(process.execPath, ['--import', 'tsx', options.program ?? PROGRAM, ...words], {
    cwd: options.cwd ?? '.',
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const done = new Promise<Finished>((finish) => {
    child.on('close', (code, signal) => finish({ code, signal, stdout, stderr }));
  });
  return { child, done, output: () => stdout };
}

/** Runs the command line to its end. */
export function cli(words: readonly string[], options: Parameters<typeof start>[1] = {}): Promise<Finished> {
  return start(words, options).done;
}

/** Resolves once the output of a started process matches. */
export async function printed(running: ReturnType<typeof start>, pattern: RegExp): Promise<void> {
  let ended = false;
  void running.done.then(() => {
    ended = true;
  });
  while (!pattern.test(running.output())) {
    if (ended) throw new Error(`the process ended without printing ${pattern}: ${running.output()}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
