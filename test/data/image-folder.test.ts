import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { classesOf } from '../../src/data/classes.ts';
import type { ImageForm } from '../../src/data/contract.ts';
import { loadDataset } from '../../src/data/load.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { problemsOf, quickstart } from '../suite/problems-of.ts';
import { classDataset } from './class-dataset.ts';
import { imageTree, picture, writeFiles } from './example-files.ts';
import { oneLine } from './one-line.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-images-'));
  await imageTree(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (form: ImageForm = {}) =>
  loadDataset({ use: 'image-folder', options: { path: folder, ...form } }).then(classDataset);

const lineOf = (promise: Promise<unknown>) => oneLine(promise, folder);

const solid = (height: number, width: number, colour: string, as: 'png' | 'jpeg' = 'png') =>
  sharp({ create: { height, width, channels: 4, background: colour } })
    .toFormat(as)
    .toBuffer();

describe('a folder of images', () => {
  test('has its sub-folders as classes, and its files as examples, in the order of their names', async () => {
    const data = await load();
    expect(data).toMatchObject({ classes: ['cats', 'dogs'], count: 3, shape: [6, 5, 3], scale: 1 / 255 });
    expect([...data.labels]).toEqual([0, 0, 1]);
    const { data: pixels } = await sharp(join(folder, 'cats', 'a.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Buffer.from(data.samples.subarray(0, 90)).equals(pixels)).toBe(true);
    const grey = data.samples.subarray(180, 183);
    expect([grey[1], grey[2]]).toEqual([grey[0], grey[0]]);
  });

  test('comes in the form that is asked for, whatever the sizes of its files', async () => {
    writeFiles(join(folder, 'dogs'), { 'b.png': await picture(9, 12) });
    const data = await load({ resize: [4, 3], channels: 1 });
    expect(data).toMatchObject({ count: 4, shape: [4, 3, 1] });
    const whole = await loadDataset({ use: 'image-folder', options: { path: folder, resize: [4, 3] } });
    expect(whole.fingerprint).not.toBe(data.fingerprint);
  });

  test('hidden files and notes beside the classes are passed over; links are followed', async () => {
    writeFiles(folder, { 'README.md': 'cats and dogs', '.DS_Store': 'x' });
    writeFiles(join(folder, 'dogs'), { '.hidden': 'x' });
    symlinkSync(join(folder, 'dogs'), join(folder, 'wolves'));
    symlinkSync(join(folder, 'cats', 'a.png'), join(folder, 'cats', 'c.png'));
    expect(await load()).toMatchObject({ classes: ['cats', 'dogs', 'wolves'], count: 5 });
  });

  test('transparency lies on black, and photographs are upright', async () => {
    const upright = await sharp(await solid(4, 5, '#ffffff', 'jpeg'))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    writeFiles(join(folder, 'x'), { 'a.png': await solid(5, 4, '#ffffff80'), 'b.jpg': upright });
    writeFiles(join(folder, 'y'), { 'a.png': await solid(5, 4, '#ff0000') });
    rmSync(join(folder, 'cats'), { recursive: true });
    rmSync(join(folder, 'dogs'), { recursive: true });
    const data = await load();
    expect(data.shape).toEqual([5, 4, 3]);
    expect([...data.samples.subarray(0, 3)]).toEqual([128, 128, 128]);
    expect([...data.samples.subarray(120, 123)]).toEqual([255, 0, 0]);
  });

  test('every mistake has its line', async () => {
    const mend = 'replace it with a whole PNG or JPEG file, or remove it';
    const dogs = join(folder, 'dogs');
    const broken = join(dogs, 'z.png');
    const failing = async (write: () => void | Promise<void>): Promise<string> => {
      await write();
      const line = await lineOf(load());
      rmSync(folder, { recursive: true });
      await imageTree(folder);
      return line;
    };
    for (const bytes of [(await picture(6, 5)).subarray(0, 60), Buffer.from('no image'), Buffer.from('<svg/>')]) {
      expect(await failing(() => writeFileSync(broken, bytes))).toMatch(
        new RegExp(`^DIR/dogs/z\\.png: the image cannot be read \\(.+\\); ${mend}$`),
      );
    }
    const jpeg = (await picture(200, 200, { as: 'jpeg' })).subarray(0, 3000);
    expect(await failing(() => writeFileSync(join(dogs, 'z.jpg'), jpeg))).toMatch(/z\.jpg: the image cannot be read/);
    expect(await failing(async () => writeFileSync(broken, await picture(6, 7)))).toBe(
      'DIR/dogs/z.png: images must be of one size, and DIR/cats/a.png is 6 × 5, received [6,7]; give the data `resize: [height, width]`',
    );
    expect(await failing(() => writeFileSync(join(dogs, 'notes.txt'), ''))).toBe(
      'DIR/dogs/notes.txt: this is no PNG or JPEG file; convert it, or move it out of the folder',
    );
    expect(await failing(() => void mkdirSync(join(dogs, 'puppies')))).toBe(
      'DIR/dogs/puppies: a class holds images only, no folders; lay it out as FOLDER/CLASS/*.png, or .jpg',
    );
    expect(await failing(() => void mkdirSync(join(folder, 'empty')))).toBe(
      'DIR/empty: the class has no images; add PNG or JPEG files, or remove the folder',
    );
    expect(await failing(async () => writeFileSync(join(folder, 'a.PNG'), await picture(6, 5)))).toBe(
      'DIR/a.PNG: the image lies in no class; move it into the folder of its class',
    );
    expect(await failing(() => rmSync(dogs, { recursive: true }))).toBe(
      'DIR/cats: one class gives nothing to tell apart; add a sub-folder for another class',
    );
    const none = await failing(() => {
      rmSync(dogs, { recursive: true });
      rmSync(join(folder, 'cats'), { recursive: true });
    });
    expect(none).toBe(
      'DIR: there are no classes: the folder has no sub-folders; lay it out as FOLDER/CLASS/*.png, or .jpg',
    );
    expect(await failing(() => void mkdirSync(join(folder, 'a\nb')))).toBe(
      'DIR/a\\u000ab: the class’s name has control characters; rename the folder',
    );
    expect(() => classesOf('image-folder', { path: join(folder, 'absent') })).toThrow(
      /absent: the folder cannot be read \(ENOENT.*\); check the path$/,
    );
  });
});

describe('in a suite', () => {
  const suite = (options: string): string =>
    quickstart
      .replace('use: mnist, classes: [0, 1, 2, 3, 4], size: 5000', `use: image-folder, path: '${folder}'${options}`)
      .replaceAll(/\n {2}(low-digits: .*)/g, '\n  $1');

  test('classes are all sub-folders, or those that are chosen', () => {
    const { data } = parseSuite(suite(', resize: [28, 28], channels: 1'), 'suite.yaml');
    expect(data['low']).toEqual({
      use: 'image-folder',
      options: { path: folder, resize: [28, 28], channels: 1 },
      classes: ['cats', 'dogs'],
    });
    expect(parseSuite(suite(', classes: [dogs, cats]'), 'suite.yaml').data['low']?.classes).toEqual(['dogs', 'cats']);
  });

  test('mistakes have their place', () => {
    const said = (options: string): string[] =>
      problemsOf(suite(options)).map((line) => line.replaceAll(folder, 'DIR').replace(/:\d+:\d+ /, ':LINE '));
    expect(said(', classes: [cats, dog]')).toEqual([
      'suite.yaml:LINE data.low.classes[1]: unknown class, received "dog"; did you mean "dogs"? known: cats, dogs',
    ]);
    expect(said(', resize: 28')).toEqual([
      'suite.yaml:LINE data.low.resize: must be a height and a width, received 28; write [28, 28]',
    ]);
    expect(said(', channels: 2')).toEqual([
      'suite.yaml:LINE data.low.channels: must be 1 or 3, received 2; write 1 for grey or 3 for colour',
    ]);
    expect(said(', resize: [0, 28]')).toEqual([
      'suite.yaml:LINE data.low.resize[0]: must be at least 1, received 0; write 1 or more',
    ]);
    rmSync(join(folder, 'dogs'), { recursive: true });
    expect(said('')).toEqual([
      'suite.yaml:LINE data.low.path: DIR/cats: one class gives nothing to tell apart; add a sub-folder for another class',
    ]);
    rmSync(join(folder, 'cats'), { recursive: true });
    expect(said('')[0]).toContain('data.low.path: DIR: there are no classes');
  });
});

describe('groups of images', () => {
  const grouped = (groups: unknown) => loadDataset({ use: 'image-folder', options: { path: folder, groups } });
  const fresh = (): void => {
    rmSync(folder, { recursive: true });
  };

  test('are sub-folders of the classes; one of two classes is one group', async () => {
    fresh();
    for (const [at, names] of [
      ['cats/anna', ['a', 'b']],
      ['cats/ben', ['c']],
      ['dogs/anna', ['d']],
      ['dogs/zoe', ['e']],
    ] as const)
      for (const name of names) writeFiles(join(folder, at), { [`${name}.png`]: await picture(6, 5) });
    const data = await grouped('sub-folders');
    expect([...classDataset(data).labels]).toEqual([0, 0, 0, 1, 1]);
    expect([...data.groups!]).toEqual([0, 0, 1, 0, 2]);
    expect(data.groups!.buffer).toBeInstanceOf(SharedArrayBuffer);
    const { groups } = await loadDataset({
      use: 'image-folder',
      options: { path: folder, groups: 'sub-folders', resize: [3, 3] },
    });
    expect(groups).toEqual(data.groups);
  });

  test('are told by file names', async () => {
    fresh();
    writeFiles(join(folder, 'x'), { 'p1-a.png': await picture(6, 5), 'p2-b.png': await picture(6, 5) });
    writeFiles(join(folder, 'y'), { 'p2-c.png': await picture(6, 5), 'p10-d.png': await picture(6, 5) });
    const data = await grouped({ 'file-name': '^(p[0-9]+)-' });
    expect([...data.groups!]).toEqual([0, 1, 2, 1]); // files by name: p10-d before p2-c
    expect([...(await grouped({ 'file-name': 'p[0-9]' })).groups!]).toEqual([0, 1, 0, 1]);
    expect((await load()).groups).toBeUndefined();
    expect((await load()).fingerprint).not.toBe(data.fingerprint);
  });

  test('every mistake has its line', async () => {
    expect(await lineOf(grouped('sub-folders'))).toBe(
      'DIR/cats/a.png: it lies in the folder of no group; lay it out as FOLDER/CLASS/GROUP/*.png, or leave `groups` away',
    );
    expect(await lineOf(grouped({ 'file-name': '^(p[0-9]+)' }))).toBe(
      'DIR/cats/a.png: the name tells no group by ^(p[0-9]+); correct `groups`, or rename the file',
    );
    const said = (groups: string) =>
      problemsOf(
        quickstart.replace(
          /^ {2}high: .*$/m,
          `  high: { use: image-folder, path: ${JSON.stringify(folder)}, groups: ${groups} }`,
        ),
      ).map((line) => line.replaceAll(folder, 'FOLDER').replace(/^suite.yaml:[0-9:]+ /, ''));
    expect(said("{ file-name: '(' }")).toEqual([
      'data.high.groups.file-name: is not a regular expression, received "("; write one such as ^(patient[0-9]+)',
    ]);
    expect(said('folders')).toEqual([
      'data.high.groups: must say where groups are, received "folders"; write sub-folders, or { file-name: ^(patient[0-9]+) }',
    ]);
  });
});
