import { rmSync, writeFileSync } from 'node:fs';
import { type FigureName, figures } from '../../src/report/figures.ts';
import { goldenFile, goldenText } from './golden.ts';

/** `npm run golden`: writes what every figure draws for the fixed comparisons. */
for (const name of Object.keys(figures) as FigureName[]) {
  const text = goldenText(name);
  if (text === null) rmSync(goldenFile(name), { force: true });
  else writeFileSync(goldenFile(name), text);
}
