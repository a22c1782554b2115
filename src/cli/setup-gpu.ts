import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { printableText } from '../base/errors.ts';
import { hasCudaLibraries } from '../engine/onnx/detect.ts';
import { hasBinding } from '../engine/tensorflow/detect.ts';

/**
 * `npm run setup:gpu`: runs the install scripts that `.npmrc` holds back for the two packages whose native files for
 * NVIDIA GPUs are too big for npm. Both download; nothing else needs them. Exit 0 if both are there in the end, else 3.
 */
interface Step {
  readonly name: string;
  readonly brings: string;
  /** Where it downloads from, for what to do if it fails. */
  readonly from: string;
  /** Platforms for which there is something to download. */
  readonly platforms: readonly string[];
  readonly isThere: (folder: string) => boolean;
}

const STEPS: readonly Step[] = [
  {
    name: 'onnxruntime-node',
    brings: 'the libraries that run the engine onnx on CUDA 12 with cuDNN 9',
    from: 'api.nuget.org',
    platforms: ['linux x64'],
    isThere: hasCudaLibraries,
  },
  {
    name: '@tensorflow/tfjs-node-gpu',
    brings: 'the native binding and the library of the engine tensorflow, for CUDA 11 with cuDNN 8',
    from: 'storage.googleapis.com',
    platforms: ['linux x64', 'win32 x64'],
    isThere: hasBinding,
  },
];

/** Does one step and says how it went. @returns whether there is nothing left to do. */
async function setUp({ name, brings, from, platforms, isThere }: Step): Promise<boolean> {
  const here = `${process.platform} ${process.arch}`;
  const folder = join('node_modules', name);
  const fail = (problem: string, remedy: string): boolean => {
    process.stderr.write(`${name}: ${printableText(problem)}; ${remedy}\n`);
    return false;
  };
  if (!platforms.includes(here)) {
    say(`${name}: nothing to do, since it has no CUDA for ${here}`);
    return true;
  }
  if (!existsSync(join(folder, 'package.json'))) return fail('it is not installed', `run npm install ${name}`);
  if (isThere(folder)) {
    say(`${name}: already set up`);
    return true;
  }
  say(`${name}: its install script downloads ${brings}, from ${from} …`);
  const { code, output } = await npm(['rebuild', name, '--ignore-scripts=false', '--foreground-scripts']);
  const again = `check that this machine reaches ${from}, then run npm run setup:gpu again`;
  if (code !== 0) return fail(`its install script failed (${reasonIn(output)})`, again);
  if (!isThere(folder)) return fail('its install script ended well but left nothing', again);
  say(`${name}: done`);
  return true;
}

/** Runs npm as it runs us, in the working folder. */
function npm(words: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const self = process.env['npm_execpath'];
  const [file, args, shell] =
    self === undefined ? ['npm', words, process.platform === 'win32'] : [process.execPath, [self, ...words], false];
  return new Promise((resolve) => {
    const child = spawn(file, args, { shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.on('error', (error) => resolve({ code: null, output: `Error: ${error.message}` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** The line of a script's output that says most: the last error that is not npm's own account. */
function reasonIn(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => /^(\w+ )?\w*Error( \[\w+\])?: /.test(line));
  return (errors.at(-1) ?? lines.at(-1) ?? 'it said nothing').slice(0, 200);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const done: boolean[] = [];
for (const step of STEPS) done.push(await setUp(step)); // one after the other: both rewrite node_modules
if (done.every(Boolean)) say('To see what can run now: npm run bench -- doctor');
process.exitCode = done.every(Boolean) ? 0 : 3;
