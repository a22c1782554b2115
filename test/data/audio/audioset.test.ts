import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { segmentsOf } from '../../../src/data/audio/audioset-files.ts';
import type { ClassDataset } from '../../../src/data/contract.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { datasets } from '../../../src/data/registry.ts';
import { classDataset } from '../class-dataset.ts';
import { oneLine } from '../one-line.ts';
import { audioSetFiles } from './sound-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-audioset-'));
  audioSetFiles(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (options: object = {}): Promise<ClassDataset> => {
  const all = { path: folder, labels: ['Speech', 'Dog'], seconds: 1, ...options };
  return loadDataset({ use: 'audioset', options: datasets.audioset.schema.parse(all) }).then(classDataset);
};
const lineOf = (options: object) => oneLine(load(options), folder);

test('clips with exactly one of the labels are examples, by name or by id', async () => {
  const data = await load();
  expect(data).toMatchObject({ classes: ['Speech', 'Dog'], count: 3, shape: [49, 64, 1] });
  expect([...data.labels]).toEqual([0, 1, 0]); // in the order of the file, without the clip of both
  const byId = await load({ labels: ['/m/09x0r', '/m/0bt9lr'] });
  expect(byId.samples).toEqual(data.samples);
});

test('every mistake has its line', async () => {
  expect(await lineOf({ labels: ['Speech', 'Cat'] })).toBe(
    'DIR/ontology.json: the ontology has no such class, received "Cat"; write its `name` or `id`, as the file has it',
  );
  expect(await lineOf({ labels: ['Speech', '/m/09x0r'] })).toBe(
    'DIR/ontology.json: two labels are one class, received "/m/09x0r"; name each class once',
  );
  expect(await lineOf({ labels: ['Dog', 'Music'] })).toBe(
    'DIR/balanced_train_segments.csv: 2 of 4 segments have no clip in DIR/clips, received "refuse"; add them, or write `missing: skip`',
  );
  expect(await lineOf({ segments: 'eval_segments.csv' })).toBe(
    'DIR/eval_segments.csv: the segments cannot be read; use the file as published at research.google.com/audioset',
  );
  writeFileSync(join(folder, 'some.csv'), '# comment\nabc, 0, 10, "/m/09x0r"\n../up, 0, 10, "/m/0bt9lr"\n');
  expect(await lineOf({ segments: 'some.csv' })).toBe(
    'DIR/some.csv:3: this is no segment, received "../up, 0, 10, /m/0bt9lr"; write YTID, start_seconds, end_seconds, "labels"',
  );
  writeFileSync(join(folder, 'some.csv'), 'a, 0, 10, "/m/09x0r\n');
  expect(await lineOf({ segments: 'some.csv' })).toMatch(
    /^DIR\/some\.csv: the segments cannot be read \(Quote Not Closed/,
  );
  writeFileSync(join(folder, 'ontology.json'), '{');
  expect(await lineOf({})).toMatch(/^DIR\/ontology\.json: the ontology cannot be read \(/);
});

test('clips that are not there are passed over where the suite says so', async () => {
  const data = await load({ labels: ['Dog', 'Music'], missing: 'skip' });
  expect([...data.labels]).toEqual([1, 0]);
  writeFileSync(join(folder, 'some.csv'), '-0BIyqJj9ZU, 0, 10, "/m/0bt9lr"\nmusic_alone, 0, 10, "/m/04rlf"\n');
  expect(await lineOf({ labels: ['Dog', 'Music'], missing: 'skip', segments: 'some.csv' })).toBe(
    'DIR/some.csv: a label has no clip of its own, received "Music"; leave it out, or use other segments',
  );
});

test('of many segments only those that are wanted are held', async () => {
  const file = join(folder, 'many.csv');
  const line = (index: number) => `video-${index}, 0.000, 10.000, "/m/${index % 1000 === 0 ? 'a' : 'b'}"\n`;
  writeFileSync(file, Array.from({ length: 20_000 }, (_, index) => line(index)).join(''));
  const segments = await segmentsOf(file, ['/m/a', '/m/c']);
  expect(segments).toHaveLength(20);
  expect(segments[1]).toEqual({ id: 'video-1000', label: 0 });
});
