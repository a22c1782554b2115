import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder to start the program in, with the packages that it is started with; removed when the test is over. */
export function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-project-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
}
