import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Look } from '../contract.ts';

const LOADER = 'libvulkan.so.1';
const REMEDY = 'run `sudo apt-get install libvulkan1 mesa-vulkan-drivers`, or what brings Vulkan on your system';

/**
 * Looks on Linux for what WebGPU needs there: the Vulkan loader, and a driver that is announced to it by a JSON file.
 *
 * @param root the folder that holds `etc` and `usr`.
 */
export function lookForVulkan(root = '/', env: NodeJS.ProcessEnv = process.env): Look {
  if (!hasLoader(root, env)) {
    return { available: false, reason: `the Vulkan loader (${LOADER}) was not found`, remedy: REMEDY };
  }
  const drivers = announcedDrivers(root, env);
  if (drivers.length > 0) {
    const remedy = "check that the driver's GPU is there, or choose --device cpu";
    return { available: true, detail: `Vulkan driver ${drivers.join(', ')}`, remedy };
  }
  return { available: false, reason: 'there is a Vulkan loader, but no Vulkan driver', remedy: REMEDY };
}

function hasLoader(root: string, env: NodeJS.ProcessEnv): boolean {
  const usual = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu', 'usr/lib64', 'usr/lib', 'usr/local/lib'];
  const folders = [...listed(env['LD_LIBRARY_PATH']), ...usual.map((folder) => join(root, folder))];
  if (folders.some((folder) => existsSync(join(folder, LOADER)))) return true;
  const cache = join(root, 'etc/ld.so.cache'); // the linker's index of all other folders
  return existsSync(cache) && readFileSync(cache).includes(LOADER);
}

/** Names of the drivers' JSON files, which the loader looks for in these places. */
function announcedDrivers(root: string, env: NodeJS.ProcessEnv): string[] {
  const named = listed(env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES']);
  if (named.length > 0) return named.filter((file) => existsSync(file)).map(driverName);
  const shares = [...listed(env['XDG_DATA_DIRS']), ...['usr/share', 'usr/local/share'].map((path) => join(root, path))];
  const folders = [...shares, join(root, 'etc'), join(root, 'run/opengl-driver/share')].map((folder) =>
    join(folder, 'vulkan/icd.d'),
  );
  const files = folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  return [...new Set(files.filter((file) => file.endsWith('.json')).map(driverName))];
}

/** `/usr/share/vulkan/icd.d/radeon_icd.x86_64.json` → `radeon`. */
function driverName(file: string): string {
  return file.replace(/.*\//, '').replace(/(_icd)?(\.[\w]+)?\.json$/, '');
}

function listed(paths: string | undefined): string[] {
  return (paths ?? '').split(delimiter).filter((path) => path !== '');
}
