import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Device, EngineName, Proof } from './contract.ts';
import { pinned } from './nvidia.ts';

/** The first use of a GPU loads libraries of some hundred megabytes; a driver that hangs never answers. */
const LIMIT_SECONDS = 60;

/**
 * Computes y = x + x on a device in a child process, pinned to it as a worker's would be. A driver that crashes or
 * hangs takes that process along and nothing else; never rejects.
 */
export function proveDevice(
  engine: EngineName,
  device: Device,
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly limitSeconds?: number;
    /** The module that the child process runs. */
    readonly file?: string;
  } = {},
): Promise<Proof> {
  const { limitSeconds = LIMIT_SECONDS, file = fileURLToPath(new URL('./probe-child.ts', import.meta.url)) } = options;
  const { env, device: inside } = pinned(device, options.env);
  const execArgv = ['--import', import.meta.resolve('tsx')];
  const child = fork(file, [engine, inside], { execArgv, env, silent: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return new Promise((resolve) => {
    const finish = (proof: Proof): void => {
      clearTimeout(late);
      resolve(proof.works ? proof : { works: false, reason: withLibrary(proof.reason, output) });
      child.kill('SIGKILL'); // a driver may hang or crash at an orderly end, too
    };
    const late = setTimeout(() => {
      finish({ works: false, reason: `it did not answer within ${limitSeconds} s` });
    }, 1000 * limitSeconds);
    child.on('message', (proof: Proof) => finish(proof));
    child.on('error', (error) => finish({ works: false, reason: `its process did not start: ${error.message}` }));
    child.on('close', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      finish({ works: false, reason: `its process ended with ${how}` });
    });
  });
}

/** The library that is not there, which ONNX Runtime names on standard error only. */
function withLibrary(reason: string, output: string): string {
  const missing = [...output.matchAll(/([\w.+-]+\.so[\w.]*): cannot open shared object file/g)].at(-1)?.[1];
  return missing === undefined || reason.includes(missing) ? reason : `${reason} (${missing} is missing)`;
}
