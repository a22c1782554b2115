import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineAvailability, EngineEntry } from '../contract.ts';
import { packageFolder, packageVersions } from '../packages.ts';

const PACKAGE = '@tensorflow/tfjs-node-gpu';
/** The project's .npmrc switches install scripts off; this package's downloads its binding and the TensorFlow library. */
const REMEDY = `run npm install ${PACKAGE} and then npm rebuild ${PACKAGE} --ignore-scripts=false`;

/**
 * TensorFlow's C library through TensorFlow.js, on an NVIDIA GPU if there is one. Its native binding tolerates one
 * instance per process, and a crash of a driver takes the process along.
 */
export const tensorflow = {
  name: 'tensorflow',
  needsProcess: true,
  detect,
  start: async () => (await import('./start.ts')).startTensorflow(detect()),
  versions: () => packageVersions(['@tensorflow/tfjs-core', PACKAGE]),
} as const satisfies EngineEntry;

function detect(): EngineAvailability {
  const folder = packageFolder(PACKAGE);
  if (folder === undefined) return { available: false, reason: `${PACKAGE} is not installed`, remedy: REMEDY };
  const library = join(folder, 'lib');
  const built =
    existsSync(library) && readdirSync(library).some((napi) => existsSync(join(library, napi, 'tfjs_binding.node')));
  if (!built) return { available: false, reason: `${PACKAGE} has no native binding`, remedy: REMEDY };
  return { available: true, device: seesGpu() ? 'cuda' : 'cpu' };
}

/** Whether the NVIDIA driver is loaded and no environment variable hides its devices. */
function seesGpu(): boolean {
  const visible = process.env['CUDA_VISIBLE_DEVICES'];
  const hidden = visible !== undefined && (visible.trim() === '' || visible.trim().startsWith('-'));
  return !hidden && (existsSync('/proc/driver/nvidia/version') || process.platform === 'win32');
}
