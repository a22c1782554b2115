import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { classesOf } from '../../../src/data/classes.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { datasets } from '../../../src/data/registry.ts';
import { classDataset } from '../class-dataset.ts';
import { writeFiles } from '../example-files.ts';
import { oneLine } from '../one-line.ts';
import { archives, IDS, INDEX, type Pictures, signed, synsetPictures, tarOf, writeFolders } from './imagenet-files.ts';

let synsets: Record<string, Pictures>;
let tars: Record<string, Buffer>;
let whole: Buffer;
beforeAll(async () => {
  synsets = await synsetPictures();
  tars = await archives(synsets);
  whole = await tarOf(tars);
});

let folder: string;
let place: (name: string) => string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-imagenet-'));
  place = (name) => join(folder, name);
});
afterEach(() => rmSync(folder, { recursive: true }));

const optionsOf = (path: string, options: object = {}) => datasets.imagenet.schema.parse({ path, side: 8, ...options });
const load = (path: string, options: object = {}) =>
  loadDataset({ use: 'imagenet', options: { ...optionsOf(path), ...options } }).then(classDataset);
const lineOf = (path: string, options: object = {}) => oneLine(load(path, options), folder);

describe('ImageNet', () => {
  test('is the same in folders, in an archive for each synset, and in an archive of these', async () => {
    writeFolders(place('folders'), synsets);
    writeFiles(place('tars'), tars);
    writeFileSync(place('train.tar'), whole);
    const data = await load(place('folders'));
    expect(data).toMatchObject({ classes: [...IDS], count: 15, shape: [8, 8, 3], scale: 1 / 255 });
    expect((await load(place('tars'))).fingerprint).toBe(data.fingerprint);
    expect((await load(place('train.tar'))).fingerprint).toBe(data.fingerprint);
    writeFiles(place('train'), { [`${IDS[0]}.tar`]: tars[`${IDS[0]}.tar`]! });
    writeFolders(place('train'), { [IDS[1]]: synsets[IDS[1]]!, [IDS[2]]: synsets[IDS[2]]! });
    expect((await load(place('train'))).fingerprint).toBe(data.fingerprint);
  });

  test('archives by other programs: names with ./, binary sizes, extended headers', async () => {
    const [id] = IDS;
    const plain = await tarOf(Object.fromEntries(Object.entries(synsets[id]!).map(([name, it]) => [`./${name}`, it])));
    const extended = await tarOf(synsets[id]!, { pax: { comment: 'x'.repeat(600) } });
    const binary = Buffer.from(plain);
    const size = Number.parseInt(binary.toString('latin1', 124, 135), 8);
    binary.fill(0, 124, 136);
    binary[124] = 0x80;
    binary.writeUInt32BE(size, 132);
    signed(binary);
    writeFiles(place('tars'), tars);
    const { fingerprint } = await load(place('tars'));
    for (const bytes of [plain, binary, extended]) {
      writeFileSync(place(`tars/${id}.tar`), bytes);
      expect((await load(place('tars'))).fingerprint).toBe(fingerprint);
    }
  });

  test('takes the square in the middle, by a share of the shorter side', async () => {
    const stripes = new Uint8Array(3 * 16 * 32);
    for (let pixel = 0; pixel < 16 * 32; pixel++) stripes.fill(pixel % 32 < 9 ? 255 : 0, 3 * pixel, 3 * pixel + 3);
    const bytes = await sharp(stripes, { raw: { height: 16, width: 32, channels: 3 } })
      .png()
      .toBuffer();
    const one = (id: string): Pictures => ({ [`${id}_1.JPEG`]: bytes }); // one of ImageNet’s is a PNG, too
    writeFolders(place('x'), { [IDS[0]]: one(IDS[0]), [IDS[1]]: one(IDS[1]) });
    const whole = await load(place('x'), { side: 16, crop: 1 });
    expect([...whole.samples.subarray(0, 12)]).toEqual([255, 255, 255, ...new Array(9).fill(0)]); // columns from 8 on
    const middle = await load(place('x'), { side: 8, crop: 0.5 });
    expect(middle.samples.every((value) => value === 0)).toBe(true); // columns from 12 on
    expect((await load(place('x'), { resize: [4, 6], channels: 1 })).shape).toEqual([4, 6, 1]);
  });

  test('classes are called by the first word of the index, which may lie beside them', async () => {
    writeFiles(place('tars'), tars);
    const words = ['tench', 'crane (n02012849)', 'crane (n03126707)'];
    for (const [name, text] of Object.entries(INDEX)) {
      writeFiles(place('tars'), { [name]: text });
      expect(classesOf('imagenet', optionsOf(place('tars')))).toEqual(words);
      renameSync(place(`tars/${name}`), place(name));
      expect(classesOf('imagenet', optionsOf(place('tars')))).toEqual([...IDS]);
      expect(classesOf('imagenet', optionsOf(place('tars'), { index: place(name) }))).toEqual(words);
    }
  });

  test('draws synsets and pictures by a seed; fewer pictures lie inside more', async () => {
    writeFolders(place('x'), synsets);
    const few = await load(place('x'), { 'per-class': 2 });
    const more = await load(place('x'), { 'per-class': 3 });
    expect([few.count, more.count]).toEqual([6, 9]);
    const size = 8 * 8 * 3;
    for (const label of [0, 1, 2]) {
      expect(few.samples.subarray(2 * label * size, (2 * label + 2) * size)).toEqual(
        more.samples.subarray(3 * label * size, (3 * label + 2) * size),
      );
    }
    const seeds = [0, 1, 2, 3, 4, 5, 6, 7];
    const drawn = seeds.map((seed) => classesOf('imagenet', optionsOf(place('x'), { synsets: 2, seed }))!);
    expect(new Set(drawn.flat()).size).toBe(3);
    expect(drawn.every((ids) => ids.length === 2 && ids[0]! < ids[1]!)).toBe(true);
    const named = await load(place('x'), { synsets: [IDS[2], IDS[0]] });
    expect(named.classes).toEqual([IDS[0], IDS[2]]);
  });
});

describe('ImageNet that is not what it should be has one line', () => {
  const mend = 'check the path, or get the file again';

  test('nothing there, too little, or twice', async () => {
    expect(await lineOf(place('none'))).toMatch(
      /^DIR\/none: the tar archive cannot be read \(ENOENT.*; check the path/,
    );
    mkdirSync(place('x/n01440764'), { recursive: true });
    expect(await lineOf(place('x'))).toMatch(
      /^DIR\/x: there are 1 synsets here, and two are the fewest; name the folder/,
    );
    mkdirSync(place('x/n02012849'));
    expect(await lineOf(place('x'))).toBe(
      'DIR/x/n01440764: the synset has no pictures; add its JPEG files, or remove it',
    );
    writeFileSync(place('x/n01440764.tar'), tars['n01440764.tar']!);
    expect(await lineOf(place('x'))).toBe('DIR/x: a synset is here twice, received "n01440764"; remove one of them');
    writeFileSync(place('train.tar'), await tarOf({ ...tars, './n01440764.tar': tars['n01440764.tar']! }));
    expect(await lineOf(place('train.tar'))).toMatch(/^DIR\/train\.tar: a synset is here twice/);
    expect(await lineOf(place('x/n01440764.tar'))).toMatch(/^DIR\/x\/n01440764\.tar: there are 0 synsets here/);
  });

  test('a synset or an index that is not here', async () => {
    writeFiles(place('x'), tars);
    expect(await lineOf(place('x'), { synsets: [IDS[0], 'n00000001'] })).toBe(
      'DIR/x: there is no such synset, received "n00000001"; choose from the 3 that are here',
    );
    const index = place('index.txt');
    expect(await lineOf(place('x'), { index })).toMatch(/^DIR\/index\.txt: the index cannot be read \(ENOENT/);
    writeFileSync(index, 'n01440764 tench\nhello\n');
    expect(await lineOf(place('x'), { index })).toBe(
      'DIR/index.txt:2: this is no synset with its words, received "hello"; write lines such as n01440764 tench, Tinca tinca',
    );
    writeFileSync(index, 'n01440764 tench\n');
    expect(await lineOf(place('x'), { index })).toMatch(
      /txt: the index has no such synset, received "n02012849"; use the/,
    );
    writeFiles(folder, { 'a.json': '{"0":["n01440764"]}', 'b.json': '['.repeat(9999) });
    expect(await lineOf(place('x'), { index: place('a.json') })).toMatch(
      /a\.json: this is no synset with its word, rec/,
    );
    expect(await lineOf(place('x'), { index: place('b.json') })).toMatch(
      /b\.json: the index is no JSON \(it is nested/,
    );
  });

  test('archives that are cut short, damaged, or compressed', async () => {
    const tar = place('train.tar');
    const written = (bytes: Uint8Array): Promise<string> => {
      writeFileSync(tar, bytes);
      return lineOf(tar);
    };
    const last = whole.lastIndexOf('n03126707.tar');
    expect(await written(whole.subarray(0, last + 1000))).toBe(
      `DIR/train.tar: the tar archive cannot be read (it is cut short within n03126707.tar); ${mend}`,
    );
    expect(await written(whole.subarray(0, last + 100))).toBe(
      `DIR/train.tar: the tar archive cannot be read (it is cut short after ${last} bytes); ${mend}`,
    );
    const damaged = Buffer.from(whole);
    damaged[last] = 0x6d;
    expect(await written(damaged)).toBe(
      `DIR/train.tar: the tar archive cannot be read (the header at byte ${last} is damaged); ${mend}`,
    );
    expect(await written(gzipSync(whole))).toMatch(/cannot be read \(it is compressed: gunzip it first\)/);
    const inner = Buffer.from(whole);
    inner.fill(0xff, last + 512, last + 1024);
    expect(await written(inner)).toBe(
      `DIR/train.tar/n03126707.tar: the tar archive cannot be read (the header at byte 0 is damaged); ${mend}`,
    );
  });

  test('a member that claims more than there is, reaches out of its archive, or is anything else', async () => {
    writeFiles(place('x'), tars);
    const tar = place(`x/${IDS[0]}.tar`);
    const [[name, bytes]] = Object.entries(synsets[IDS[0]]!) as [[string, Uint8Array]];
    const written = async (it: Promise<Buffer>): Promise<string> => {
      writeFileSync(tar, await it);
      return lineOf(place('x'));
    };
    const huge = await tarOf({ [name]: bytes });
    huge.write('77777777777\0', 124, 'latin1');
    expect(await written(Promise.resolve(signed(huge)))).toMatch(
      /cannot be read \(it is cut short within n01440764_0\.JPEG/,
    );
    huge.fill(0xff, 124, 136);
    expect(await written(Promise.resolve(signed(huge)))).toMatch(/cannot be read \(the header at byte 0 is damaged\)/);
    const wordy = tarOf({ [name]: bytes }, { pax: { comment: 'x'.repeat(70_000) } });
    expect(await written(wordy)).toMatch(/cannot be read \(the header at byte 0 has 70040 more bytes\)/);
    const odd = tarOf({ [name]: bytes }, { pax: { size: '-1' } });
    expect(await written(odd)).toMatch(/cannot be read \(the header before byte 1024 is damaged\)/);
    for (const stray of [`../../${name}`, `/etc/${name}`, 'n01440764_1.JPEG/../x', 'passwd', 'n01440764_1.exe']) {
      expect(await written(tarOf({ [stray]: bytes }))).toBe(
        `DIR/x/n01440764.tar: this is no picture of ImageNet, received ${JSON.stringify(stray)}; a synset holds ` +
          'n01440764_10026.JPEG and the like, and no folders: move it out',
      );
    }
    const twice = await tarOf({ [name]: bytes, [`./${name}`]: bytes });
    expect(await written(Promise.resolve(twice))).toMatch(
      /a picture is in it twice, received "n01440764_0\.JPEG"; get/,
    );
    expect(await written(tarOf({ '._x.JPEG': bytes }))).toMatch(/n01440764\.tar: the synset has no pictures/);
    expect(await written(tarOf({ [name]: bytes.subarray(0, 90) }))).toMatch(
      /^DIR\/x\/n01440764\.tar\/n01440764_0\.JPEG: the image cannot be read \(.*; replace it with a whole/,
    );
    expect(await written(tarOf({ [name]: Buffer.from('<svg/>') }))).toMatch(
      /n01440764_0\.JPEG: the image cannot be read/,
    );
  });
});
