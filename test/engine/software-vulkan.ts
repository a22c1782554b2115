import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Where the package's software Vulkan runs. Elsewhere a test of WebGPU would need a real GPU. */
export const HAS_SOFTWARE_VULKAN = process.platform === 'linux' && process.arch === 'x64';

/**
 * SwiftShader, a Vulkan driver in software, and its loader, from the package that brings the tests' browser: WebGPU
 * without a GPU. Slow, but it computes. Unpacked once per version of the package, into the temporary folder.
 *
 * @returns the environment in which a process finds that driver and no other.
 */
export function softwareVulkan(): NodeJS.ProcessEnv {
  const folder = unpacked();
  return { ...process.env, LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json') };
}

function unpacked(): string {
  // The package exports no more than its main module, which lies in build/esm or build/cjs of its folder.
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = main.slice(0, main.lastIndexOf('chromium/') + 'chromium/'.length);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `headstart-swiftshader-${version}`);
  if (existsSync(folder)) return folder;
  const fresh = mkdtempSync(`${folder}-`);
  for (const { name, bytes } of tarFiles(brotliDecompressSync(readFileSync(join(root, 'bin/swiftshader.tar.br'))))) {
    mkdirSync(dirname(join(fresh, name)), { recursive: true });
    writeFileSync(join(fresh, name), bytes, { mode: 0o755 });
  }
  try {
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true }); // another test file was quicker
  }
  return folder;
}

/** The regular files of a tar archive: headers of 512 bytes with name and octal size, contents padded to 512. */
function* tarFiles(archive: Buffer): Generator<{ readonly name: string; readonly bytes: Buffer }> {
  const text = (from: number, to: number): string => archive.toString('latin1', from, to).replace(/\0.*$/s, '');
  for (let at = 0; text(at, at + 100) !== ''; ) {
    const size = Number.parseInt(text(at + 124, at + 136), 8);
    const start = at + 512;
    if (['', '0'].includes(text(at + 156, at + 157))) {
      yield { name: basename(text(at, at + 100)), bytes: archive.subarray(start, start + size) };
    }
    at = start + 512 * Math.ceil(size / 512);
  }
}
