import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from '../compare/contract.ts';
import { replaceFile } from '../store/atomic.ts';
import { refuseLinks } from '../store/no-links.ts';
import { figureSvg } from './figure-svg.ts';
import { pagePlace } from './page-places.ts';
import { figuresOf } from './section-figures.ts';
import { withoutMadeArms } from './view.ts';

const OURS = /^figure-\d+-.*\.svg$/;

/**
 * Writes every figure of the page as `reports/SUITE/RUN/figure-NUMBER-NAME.svg`, with the target's name where there are
 * several; those of an earlier time are removed.
 *
 * @returns the files, in the order of the page.
 */
export async function writeFigures(whole: Comparison, out: string): Promise<readonly string[]> {
  const { targets } = whole;
  const folder = pagePlace(whole, out);
  await refuseLinks(out, folder);
  const earlier = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files: string[] = [];
  for (const { number, name, figure, heading, target } of figuresOf({ shown: withoutMadeArms(whole), whole })) {
    const of = targets.length > 1 && target !== null ? `${fileWord(target.name)}-` : '';
    const file = join(folder, `figure-${number}-${of}${name}.svg`);
    await replaceFile(file, await figureSvg(figure, heading));
    files.push(file);
  }
  for (const name of earlier.filter((one) => OURS.test(one) && !files.includes(join(folder, one)))) {
    await rm(join(folder, name));
  }
  return files;
}

/** What a user wrote, as part of a file's name. */
function fileWord(text: string): string {
  return text.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 40);
}
