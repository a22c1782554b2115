import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareRun } from '../../src/compare/compare-run.ts';
import { makeRun } from './make-run.ts';
import { writeRunFolder } from './write-run.ts';

const HEAD = 'node,target,size,repeat,fold,analysis,status,measure,arm,other,stage,value,reason';
const POINTS = 'node,target,size,repeat,fold,arm,stage,method,example,label,x,y';

async function compared(rows: readonly string[], points: readonly string[] = []) {
  const folder = await writeRunFolder(makeRun());
  await writeFile(join(folder, 'analyses.csv'), `${[HEAD, ...rows].join('\n')}\n`);
  await writeFile(join(folder, 'embeddings.csv'), `${[POINTS, ...points].join('\n')}\n`);
  return (await compareRun(folder)).targets[0]!.representations;
}

describe('what was found in models', () => {
  test('is null in a run that did not look', async () => {
    const { targets } = await compareRun(await writeRunFolder(makeRun()));
    expect(targets[0]!.representations).toBeNull();
  });

  test('is the mean over cells that have a value, and counts analyses that have none', async () => {
    const found = await compared([
      'a,high,150,0,0,probes,completed,probe-accuracy,full,,block1,0.5,',
      'b,high,150,1,0,probes,completed,probe-accuracy,full,,block1,0.7,',
      'c,high,150,0,0,cka,completed,cka,full,(start),block1,,too few examples',
      'd,high,150,0,0,transferability,completed,leep,,low-digits,,-1.5,',
      'e,high,150,0,0,probes,skipped,,scratch,,,,no',
    ]);
    const about = { other: null, stage: 'block1', arm: 'full' };
    expect(found).toEqual({
      size: 150,
      cells: 2,
      stages: ['block1'],
      findings: [
        { analysis: 'probes', measure: 'probe-accuracy', ...about, n: 2, mean: 0.6 },
        { analysis: 'cka', measure: 'cka', ...about, other: '(start)', n: 0, mean: null },
        { analysis: 'transferability', measure: 'leep', arm: null, other: 'low-digits', stage: null, n: 1, mean: -1.5 },
      ],
      maps: [],
      missing: 1,
    });
  });

  test('has the maps of one cell only', async () => {
    const found = await compared(
      ['a,high,150,0,0,embeddings,completed,explained-1,full,,hidden,0.5,'],
      [
        'a,high,150,0,0,full,hidden,pca,0,7,1.5,-2',
        'a,high,150,0,0,full,hidden,pca,1,8,3,4',
        'b,high,150,1,0,full,hidden,pca,0,7,9,9',
      ],
    );
    const points = [
      { example: 0, label: '7', x: 1.5, y: -2 },
      { example: 1, label: '8', x: 3, y: 4 },
    ];
    expect(found!.maps).toEqual([{ arm: 'full', stage: 'hidden', method: 'pca', repeat: 0, fold: 0, points }]);
  });

  test('may speak only of what the run names', async () => {
    const row = 'a,high,150,0,0,probes,completed,probe-accuracy,nobody,,block1,0.5,';
    await expect(compared([row])).rejects.toThrow(
      /analyses\.csv:2.*run\.json does not name this arm, received "nobody"/,
    );
  });
});
