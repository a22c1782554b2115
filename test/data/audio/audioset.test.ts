import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { segmentsOf } from '../../../src/data/audio/audioset-files.ts';
import { targetNamesOf } from '../../../src/data/classes.ts';
import type { ClassDataset, LabelDataset } from '../../../src/data/contract.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { datasets } from '../../../src/data/registry.ts';
import { classDataset } from '../class-dataset.ts';
import { oneLine } from '../one-line.ts';
import { audioSetFiles } from './sound-files.ts';
import { tone, wavBytes } from './wav-bytes.ts';

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
const loadLabels = async (options: object = {}): Promise<LabelDataset> => {
  const all = { path: folder, labels: ['Speech', 'Dog'], targets: 'labels', seconds: 1, ...options };
  const data = await loadDataset({ use: 'audioset', options: datasets.audioset.schema.parse(all) });
  if (data.kind !== 'labels') throw new Error(data.kind);
  return data;
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
  expect(segments[1]).toEqual({ id: 'video-1000', labels: [0] });
});

test('with several labels each, clips with at least one of them are examples', async () => {
  writeFileSync(join(folder, 'clips', 'both_labels.wav'), wavBytes(16_000, tone(16_000, 500, 1)));
  const data = await loadLabels();
  expect(data).toMatchObject({ kind: 'labels', classes: ['Speech', 'Dog'], count: 4, shape: [49, 64, 1] });
  expect([...data.marks]).toEqual([1, 0, 0, 1, 1, 1, 1, 0]); // in the order of the file
  const turned = await loadLabels({ labels: ['Dog', 'Speech'] });
  expect([...turned.marks]).toEqual([0, 1, 1, 0, 1, 1, 0, 1]);
  expect(turned.samples).toEqual(data.samples);
  // A label that is named twice in a segment is one; clips that are not there are passed over where the suite says so.
  writeFileSync(
    join(folder, 'some.csv'),
    '-0BIyqJj9ZU, 0, 10, "/m/0bt9lr,/m/0bt9lr"\nmusic_alone, 0, 10, "/m/04rlf"\n',
  );
  const some = await loadLabels({ labels: ['Speech', 'Dog', 'Music'], segments: 'some.csv', missing: 'skip' });
  expect([...some.marks]).toEqual([0, 1, 0]);
});

test('all labels are those of the published list, in its order', async () => {
  const list = (lines: readonly string[]) =>
    writeFileSync(join(folder, 'class_labels_indices.csv'), ['index,mid,display_name', ...lines, ''].join('\n'));
  list(['0,/m/09x0r,"Speech"', '1,/m/04rlf,"Music"', '2,/m/zz,"Male speech, man speaking"', '3,/m/0bt9lr,"Dog"']);
  const data = await loadLabels({ labels: 'all', missing: 'skip' });
  expect(data.classes).toEqual(['Speech', 'Music', 'Male speech, man speaking', 'Dog']);
  expect([...data.marks]).toEqual([1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]);
  const options = datasets.audioset.schema.parse({ path: folder, labels: 'all', targets: 'labels' });
  expect(targetNamesOf('audioset', options)).toEqual({ kind: 'labels', classes: data.classes });
  const refused = () => oneLine(loadLabels({ labels: 'all', missing: 'skip' }), folder);
  list(['0,/m/09x0r,"Speech"', '1,/m/04rlf,"Speech"']);
  expect(await refused()).toBe(
    'DIR/class_labels_indices.csv: a label stands there twice, received "Speech"; use the file as published at research.google.com/audioset',
  );
  list(['0,/m/09x0r']);
  expect(await refused()).toMatch(/^DIR\/class_labels_indices\.csv: the list of labels cannot be read \(/);
  list(['0,/m/09x0r,', '1,/m/04rlf,Music']);
  expect(await refused()).toMatch(/^DIR\/class_labels_indices\.csv: this is no list of labels/);
  rmSync(join(folder, 'class_labels_indices.csv'));
  expect(await refused()).toMatch(/^DIR\/class_labels_indices\.csv: the list of labels cannot be read; use/);
});

test('all labels, or more than a byte can count, are for several in a clip', () => {
  const takes = (options: object) => datasets.audioset.schema.safeParse({ path: folder, ...options }).success;
  const many = Array.from({ length: 300 }, (_, label) => `label ${label}`);
  expect(takes({ labels: 'all' })).toBe(false);
  expect(takes({ labels: many })).toBe(false);
  expect(takes({ labels: many, targets: 'labels' })).toBe(true);
  expect(takes({ labels: 'all', targets: 'labels' })).toBe(true);
  expect(takes({ labels: ['Speech'], targets: 'labels' })).toBe(false);
});

test('no clip with any of the labels has its line', async () => {
  writeFileSync(join(folder, 'some.csv'), 'a, 0, 10, "/m/04rlf"\n');
  expect(await oneLine(loadLabels({ segments: 'some.csv' }), folder)).toBe(
    'DIR/some.csv: no clip has one of the labels, received ["Speech","Dog"]; use other labels, or other segments',
  );
});
