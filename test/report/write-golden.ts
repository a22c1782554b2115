import { rmSync, writeFileSync } from 'node:fs';
import { goldenFile, goldenNames, goldenText } from './golden.ts';

/** `npm run golden`: writes what every figure draws for the fixed comparisons. */
for (const name of goldenNames) {
  const text = goldenText(name);
  if (text === null) rmSync(goldenFile(name), { force: true });
  else writeFileSync(goldenFile(name), text);
}
