import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clipOf } from '../../../src/data/audio/clips.ts';
import type { ClassDataset } from '../../../src/data/contract.ts';
import { debianFolder } from '../../../src/data/debian-package.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { type DatasetName, datasets } from '../../../src/data/registry.ts';
import { whereabouts } from '../../../src/data/whereabouts.ts';
import { classDataset } from '../class-dataset.ts';
import { writeFiles } from '../example-files.ts';
import { oneLine } from '../one-line.ts';
import { promptFiles, soundTree } from './sound-files.ts';
import { wavBytes } from './wav-bytes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-sounds-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (use: DatasetName, options: object): Promise<ClassDataset> =>
  loadDataset({ use, options: datasets[use].schema.parse(options) }).then(classDataset);

/** Mean level of each mel band of an example. */
function meanOfBands({ samples, shape }: ClassDataset, example: number): number[] {
  const [frames, bands] = shape as [number, number];
  return Array.from({ length: bands }, (_, band) => {
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) sum += samples[(example * frames + frame) * bands + band]!;
    return sum / frames;
  });
}

const loudest = (levels: readonly number[]): number => levels.indexOf(Math.max(...levels));

test('a clip is a part of its sound, or the sound between silence', () => {
  const placed = fc.tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.nat(40),
    fc.constantFrom('start' as const, 'middle' as const),
  );
  fc.assert(
    fc.property(placed, ([length, heard, align]) => {
      const sound = Float32Array.from({ length: heard }, (_, index) => index + 1);
      const clip = clipOf(sound, length, align);
      expect(clip).toHaveLength(length);
      const kept = clip.filter((value) => value !== 0);
      expect(kept).toHaveLength(Math.min(length, heard));
      expect(kept.every((value, index) => index === 0 || value === kept[index - 1]! + 1)).toBe(true);
      if (heard === 0) return;
      const [before, after] = [clip.indexOf(kept[0]!), length - clip.indexOf(kept.at(-1)!) - 1];
      if (align === 'start') expect([before, kept[0]]).toEqual([0, 1]);
      else expect(Math.abs(before + kept[0]! - 1 - (after + heard - kept.at(-1)!))).toBeLessThanOrEqual(1);
    }),
    { seed: 1, numRuns: 300 },
  );
});

describe('a folder of sounds', () => {
  test('becomes log-mel spectrograms, whatever the rates and lengths of its files', async () => {
    soundTree(folder);
    const data = await load('audio-folder', { path: folder });
    expect(data).toMatchObject({
      classes: ['high', 'low'],
      content: { kind: 'spectrogram' },
      count: 3,
      shape: [98, 40, 1],
      scale: 1 / 255,
    });
    expect([...data.labels]).toEqual([0, 0, 1]);
    const [first, second, third] = [0, 1, 2].map((example) => loudest(meanOfBands(data, example)));
    expect(second).toBeGreaterThan(first!);
    expect(third).toBeLessThan(10);
    expect(data.groups).toBeUndefined();
  });

  test('has its speakers as groups, in sub-folders or by name', async () => {
    const sound = wavBytes(8000, [0, 0.5]);
    writeFiles(join(folder, 'tree', 'no', 'anna'), { 'a.wav': sound });
    writeFiles(join(folder, 'tree', 'yes', 'bruno'), { 'a.wav': sound });
    writeFiles(join(folder, 'tree', 'yes', 'anna'), { 'a.wav': sound, 'b.wav': sound });
    const tree = await load('audio-folder', { path: join(folder, 'tree'), groups: 'sub-folders' });
    expect([...tree.groups!]).toEqual([0, 0, 0, 1]);
    writeFiles(join(folder, 'names', 'no'), { 'anna-1.wav': sound });
    writeFiles(join(folder, 'names', 'yes'), { 'bruno-1.wav': sound, 'bruno-2.wav': sound });
    const names = await load('audio-folder', { path: join(folder, 'names'), groups: { 'file-name': '^([a-z]+)-' } });
    expect([...names.groups!]).toEqual([0, 1, 1]);
  });

  test('every mistake has its line', async () => {
    soundTree(folder);
    const line = () => oneLine(load('audio-folder', { path: folder }), folder);
    writeFileSync(join(folder, 'low', 'b.wav'), wavBytes(8000, [0, 1]).subarray(0, 46));
    expect(await line()).toBe(
      'DIR/low/b.wav: 4 bytes of sound are declared and 2 are there; replace it with a whole WAV file, or remove it',
    );
    writeFileSync(join(folder, 'low', 'b.mp3'), '');
    expect(await line()).toBe('DIR/low/b.mp3: this is no WAV file; convert it, or move it out of the folder');
    writeFileSync(join(folder, 'c.wav'), '');
    expect(await line()).toBe('DIR/c.wav: the sound lies in no class; move it into the folder of its class');
    rmSync(join(folder, 'c.wav'));
    mkdirSync(join(folder, 'empty'));
    expect(await line()).toBe('DIR/empty: the class has no sounds; add WAV files, or remove the folder');
  });

  test('spectrograms that no memory holds are refused before anything is read', async () => {
    soundTree(folder);
    const huge = { path: folder, seconds: 60, hop: 1, bands: 256, rate: 48_000, window: 300 };
    const many = { ...huge, examples: 1_000_000, voices: 'low' } as const;
    const { path: _, ...made } = many;
    await expect(load('spoken-syllables', made)).rejects.toThrow(
      '1000000 spectrograms take more memory than there is for them, received "15283.5 GB"; give the data fewer `seconds` or `bands`, or a longer `hop`',
    );
  });
});

describe('spoken syllables', () => {
  test('fewer lie inside more, and low voices among all', async () => {
    const few = await load('spoken-syllables', { examples: 24, speakers: 2, voices: 'low' });
    const more = await load('spoken-syllables', { examples: 36, speakers: 2, voices: 'low' });
    const all = await load('spoken-syllables', { examples: 24, speakers: 2, voices: 'all' });
    const size = few.shape[0]! * few.shape[1]!;
    expect(more.samples.subarray(0, 24 * size)).toEqual(few.samples);
    expect(all.samples.subarray(0, 12 * size)).toEqual(few.samples.subarray(0, 12 * size));
    expect(all.samples.subarray(12 * size)).not.toEqual(few.samples.subarray(12 * size));
    expect([...few.groups!]).toEqual(Array.from({ length: 24 }, (_, example) => Math.floor(example / 12)));
    expect([...few.labels]).toEqual(Array.from({ length: 24 }, (_, example) => example % 12));
  });

  test('differ as speech does: i has its second formant above that of u, high voices above low ones', async () => {
    const options = { examples: 240, speakers: 4, noise: 0 };
    const [low, high] = [
      await load('spoken-syllables', { ...options, voices: 'low' }),
      await load('spoken-syllables', { ...options, voices: 'high' }),
    ];
    /** Mean band, weighed by level, over the examples of a class: where its energy lies. */
    const centre = (data: ClassDataset, name: string): number => {
      const label = data.classes.indexOf(name);
      const rows = [...data.labels.keys()].filter((example) => data.labels[example] === label);
      const levels = rows.map((row) => meanOfBands(data, row));
      const sums = levels[0]!.map((_, band) => levels.reduce((sum, of) => sum + of[band]!, 0));
      const total = sums.reduce((sum, level) => sum + level, 0);
      return sums.reduce((sum, level, band) => sum + band * level, 0) / total;
    };
    for (const data of [low, high]) expect(centre(data, 'mi')).toBeGreaterThan(centre(data, 'mu') + 1);
    expect(centre(high, 'ma')).toBeGreaterThan(centre(low, 'ma') + 1);
  });
});

const prompts = datasets['telephone-prompts'].storage;
const areHere = Object.values(prompts.packages).every((place) => debianFolder('no such set', place) !== undefined);

describe('telephone prompts', () => {
  const ours = process.env['HEADSTART_DATA'];
  beforeEach(() => {
    process.env['HEADSTART_DATA'] = folder;
  });
  afterEach(() => {
    if (ours === undefined) delete process.env['HEADSTART_DATA'];
    else process.env['HEADSTART_DATA'] = ours;
  });

  test('have their words as classes and their speakers as groups, and differ from take to take', async () => {
    promptFiles(join(folder, 'telephone-prompts'));
    const data = await load('telephone-prompts', { speakers: ['carlo', 'june'], words: 'calendar', takes: 3 });
    expect(data).toMatchObject({ count: 2 * 19 * 3, content: { kind: 'spectrogram' }, shape: [61, 32, 1] });
    expect(data.classes.slice(0, 8)).toEqual(['day-0', 'day-1', 'day-2', 'day-3', 'day-4', 'day-5', 'day-6', 'mon-0']);
    expect([...data.groups!]).toEqual(Array.from({ length: 114 }, (_, example) => Math.floor(example / 57)));
    expect([...data.labels.subarray(0, 7)]).toEqual([0, 0, 0, 1, 1, 1, 2]);
    const rows = [0, 1, 2].map((example) => data.samples.subarray(example * 61 * 32, (example + 1) * 61 * 32).join());
    expect(new Set(rows).size).toBe(3);
    const again = await load('telephone-prompts', { speakers: ['carlo', 'june'], words: 'calendar', takes: 3 });
    expect(again.fingerprint).toBe(data.fingerprint);
    const others = await load('telephone-prompts', { speakers: ['carlo'], words: 'calendar', takes: 3, seed: 1 });
    expect(others.samples.subarray(0, 61 * 32)).toEqual(data.samples.subarray(0, 61 * 32)); // as recorded
    expect(others.samples.subarray(61 * 32, 2 * 61 * 32)).not.toEqual(data.samples.subarray(61 * 32, 2 * 61 * 32));
  });

  test('lie where their packages put them, or in folders of the same names in the cache', () => {
    const packages = { one: join(folder, 'usr', 'one'), other: join(folder, 'usr', 'other') };
    const where = () => whereabouts('prompts', { kind: 'debian', packages });
    expect(where()).toEqual({ status: 'not installed', packages: ['one', 'other'] });
    writeFiles(packages.one, { 'a.wav': 'abc' });
    expect(where()).toEqual({ status: 'not installed', packages: ['other'] });
    writeFiles(join(folder, 'prompts', 'other'), { 'a.wav': 'abcd' });
    expect(where()).toEqual({ status: 'files', folder: join(folder, 'usr'), inCache: false, bytes: 7 });
  });

  test.skipIf(areHere)('where the packages are absent, one command is named', async () => {
    expect(whereabouts('telephone-prompts', prompts)).toEqual({
      status: 'not installed',
      packages: Object.keys(prompts.packages),
    });
    await expect(load('telephone-prompts', {})).rejects.toThrow(
      'the prompts of carlo, menardi are not here; run `sudo apt-get install asterisk-core-sounds-it-wav asterisk-prompt-it-menardi-wav`',
    );
  });

  test.skipIf(!areHere)('are those of Debian’s packages, where they are installed', async () => {
    expect(whereabouts('telephone-prompts', prompts)).toMatchObject({ status: 'files', inCache: false });
    const data = await load('telephone-prompts', { takes: 1 });
    expect(data.count).toBe(42);
    expect(data.samples.every((byte) => byte === 0)).toBe(false);
  });
});
