import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Who may run code here. A plug-in is code, and whoever wrote the suite decides which: it is loaded only where suite,
 * plug-in and what the plug-in imports from files lie in the project, after symbolic links, or where the user says so.
 */

/** What marks the top of a project. */
const MARKS = ['.git', 'package.json'];

/**
 * The folder of the project that commands run in, after symbolic links: the top of the git repository around the working
 * folder, else the package around it, else the working folder itself.
 *
 * Only folders of the same owner count: who can write to `/tmp` cannot make all of it somebody else's project.
 */
export function projectFolder(working: string = process.cwd()): string {
  const start = realpathSync(working);
  const around = [start];
  const { uid } = statSync(start);
  for (
    let folder = dirname(start);
    folder !== dirname(folder) && statSync(folder).uid === uid;
    folder = dirname(folder)
  ) {
    around.push(folder);
  }
  for (const mark of MARKS) {
    const found = around.find((folder) => existsSync(join(folder, mark)));
    if (found !== undefined) return found;
  }
  return start;
}

/** Whether a file lies in a folder, after symbolic links; one that is not there does where its folder does. */
export function liesIn(folder: string, file: string): boolean {
  const inside = relative(folder, realPath(file));
  return inside !== '..' && !/^\.\.[/\\]/.test(inside) && !/^([A-Za-z]:|[/\\])/.test(inside);
}

function realPath(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const folder = dirname(file);
  return folder === file ? file : join(realPath(folder), file.slice(folder.length));
}
