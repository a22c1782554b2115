import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The suite that ships as an example, for plug-ins beside it. */
const EXAMPLE = readFileSync('suites/plugins/own-model.yaml', 'utf8');

/**
 * A folder of a user's own, with this project and its packages installed.
 *
 * @param files by name.
 */
export function userFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-plugins-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(resolve('.'), join(folder, 'node_modules', 'headstart'));
  for (const name of ['zod', '@tensorflow']) {
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The example's suite with other plug-ins, a built-in model and metric, and each piece of text replaced by another. */
export function suiteWith(
  plugins: readonly string[],
  ...edits: readonly (readonly [from: string, to: string])[]
): string {
  const all = [
    ['[./own-model.ts]', JSON.stringify(plugins)],
    ['{ backbone: small-residual, filters: 4 }', '{ backbone: mlp, hidden: [4] }'],
    [', also: [top-two]', ''],
    ...edits,
  ] as const;
  return all.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example has no ${from}`);
    return text.replace(from, () => to);
  }, EXAMPLE);
}

/** The text of a plug-in with some entries, as source. */
export function pluginText(entries: string): string {
  return `import { classifyLesson, definePlugin, denseStage, HeadstartError, imageDataset, z } from 'headstart/plugin';
export default definePlugin({ ${entries} });
`;
}
