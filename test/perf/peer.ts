import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** PyTorch in a process of its own, which times steps on request. */
export interface Peer {
  readonly version: string;
  /** Milliseconds of a training step. */
  step(model: string, batch: number, steps: number): Promise<number>;
  close(): void;
}

const SCRIPT = fileURLToPath(new URL('./peer.py', import.meta.url));

/** Starts PyTorch with the first Python that has it; undefined if there is none. */
export async function startPeer(): Promise<Peer | undefined> {
  for (const python of ['/usr/bin/python3', 'python3']) {
    const peer = await start(python);
    if (peer !== undefined) return peer;
  }
  return undefined;
}

async function start(python: string): Promise<Peer | undefined> {
  const child: ChildProcess = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {}); // no such program: its output ends at once
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const read = async (): Promise<string | undefined> => (await lines.next()).value as string | undefined;
  const [word, version] = ((await read()) ?? '').split(' ');
  if (word !== 'ready') return undefined;
  return {
    version: version!,
    step: async (model, batch, steps) => {
      child.stdin!.write(`${model} ${batch} ${steps}\n`);
      return Number(await read());
    },
    close: () => child.stdin!.end(),
  };
}
