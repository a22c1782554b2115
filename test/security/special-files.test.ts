import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { readRegular, readRegularSync } from '../../src/base/read-file.ts';
import { readTable } from '../../src/compare/read-csv.ts';
import { readRun } from '../../src/compare/read-run.ts';
import { readIdx } from '../../src/data/idx.ts';
import { decodeImage } from '../../src/data/image-file.ts';
import { PartFile } from '../../src/data/part-file.ts';
import { readTensors, readTopology } from '../../src/model/tfjs-layers/read.ts';
import { weightSources } from '../../src/model/weight-sources/registry.ts';
import { readIndex } from '../../src/report/index-entries.ts';
import { earlierRecord } from '../../src/store/describe-run.ts';
import { trialRow } from '../../src/store/rows.ts';
import { loadSuite } from '../../src/suite/load.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-special-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a link in a checkout can lead to; a pipe only where someone has made one. */
const kinds: Readonly<Record<string, (place: string) => void>> = {
  'a pipe that nobody writes': (place) => execFileSync('mkfifo', [place]),
  'a link to zeros without end': (place) => symlinkSync('/dev/zero', place),
  'a link to a folder': (place) => symlinkSync('/', place),
  'a link to itself': (place) => symlinkSync(place, place),
  'a link to a file of the kernel': (place) => symlinkSync('/proc/kmsg', place),
  'a file of 8 GiB': (place) => {
    writeFileSync(place, '');
    truncateSync(place, 2 ** 33); // of holes: it takes no space
  },
};

/** Whoever reads what somebody else has named or put there. */
const readers: Readonly<Record<string, { readonly file: string; read(file: string): unknown }>> = {
  'a suite': { file: 's.yaml', read: (file) => loadSuite(file) },
  'a table': { file: 'trials.csv', read: (file) => readTable(file, trialRow) },
  'the record of a run': { file: 'run.json', read: () => readRun(folder) },
  'the record of an earlier run': { file: 'run.json', read: () => earlierRecord(folder) },
  'an image': { file: 'x.png', read: (file) => decodeImage(file, () => null) },
  'a data file': { file: 'x.gz', read: (file) => readIdx(file, 1, 'get it again') },
  weights: { file: 'w.safetensors', read: (path) => weightSources.safetensors.load({ path, names: {} }, {}) },
  'a checkpoint': { file: 'w.safetensors', read: (path) => weightSources.checkpoint.load({ path }, {}) },
  'a model': { file: 'model.json', read: (file) => readTopology(file) },
  'the part of a download': { file: 'x.part', read: () => PartFile.open(join(folder, 'x'), 2 ** 34) },
};

/** A part as long as its file is hashed; one that is longer is thrown away (test/data/download.test.ts). */
const tried = (kind: string): string[] =>
  Object.keys(readers).filter((about) => kind !== 'a file of 8 GiB' || about !== 'the part of a download');

describe.each(Object.keys(kinds))('%s', (kind) => {
  test.each(tried(kind))('in place of %s is refused in a line, without waiting', async (about) => {
    const { file, read } = readers[about]!;
    const place = join(folder, file);
    kinds[kind]!(place);
    const thrown: unknown = await Promise.resolve()
      .then(() => read(place))
      .catch((error: unknown) => error);
    if (kind === 'a link to itself' && !(thrown instanceof HeadstartError)) {
      expect((thrown as NodeJS.ErrnoException).code).toBe('ELOOP');
      return;
    }
    expect(thrown).toBeInstanceOf(HeadstartError);
    expect((thrown as HeadstartError).message).not.toContain('\n');
  });
});

test('a shard of a model that is no file is refused', () => {
  const weights = [{ name: 'a', shape: [1], dtype: 'float32' }];
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ weightsManifest: [{ paths: ['a.bin'], weights }] }));
  symlinkSync('/dev/zero', join(folder, 'a.bin'));
  expect(() => readTensors(join(folder, 'model.json'))).toThrow(
    /a\.bin: it cannot be read: it is not a regular file; /,
  );
});

test('the index tells of records that are no files, and goes on', async () => {
  mkdirSync(join(folder, 'results', 'suite', 'run'), { recursive: true });
  symlinkSync('/dev/zero', join(folder, 'results', 'suite', 'run', 'run.json'));
  const { entries, problems } = await readIndex(folder);
  expect(entries).toEqual([]);
  expect(problems).toEqual([expect.stringContaining('run.json cannot be read (it is not a regular file); ')]);
});

describe('a regular file', () => {
  test('is read as it is, up to the limit', async () => {
    const file = join(folder, 'x');
    writeFileSync(file, 'abc');
    expect((await readRegular(file, 3)).toString()).toBe('abc');
    expect(readRegularSync(file, 3)).toEqual(readFileSync(file));
    await expect(readRegular(file, 2)).rejects.toThrow('it has 3 bytes, and 2 are the limit');
    expect(() => readRegularSync(file, 2)).toThrow('it has 3 bytes, and 2 are the limit');
  });
});
