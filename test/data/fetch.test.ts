import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { cacheFolder, findFolder, publishedFolder } from '../../src/data/cache.ts';
import type { Download } from '../../src/data/contract.ts';
import { fetchFiles, removeFiles } from '../../src/data/fetch-files.ts';
import { unpack } from '../../src/data/unpack.ts';
import { verifyFiles } from '../../src/data/verify-files.ts';
import { whereabouts } from '../../src/data/whereabouts.ts';
import { randomBytes } from './example-files.ts';
import { type FileServer, fileAnswer, serveFiles } from './file-server.ts';
import { oneLine } from './one-line.ts';

interface Member {
  readonly name: string;
  readonly bytes?: Uint8Array;
  readonly type?: 'file' | 'symlink' | 'directory';
  readonly linkname?: string;
}

async function tar(members: readonly Member[]): Promise<Buffer> {
  const archive = pack();
  const mtime = new Date(0); // not the present time: an archive of the same files is the same bytes
  for (const { bytes = new Uint8Array(), ...header } of members)
    archive.entry({ mtime, ...header }, Buffer.from(bytes));
  archive.finalize();
  return buffer(archive);
}

const IMAGES = randomBytes(50_000);
const LABELS = randomBytes(300, 10);
const MEMBERS = { 'set/images.bin': IMAGES.length, 'set/labels.bin': LABELS.length };
const GOOD: readonly Member[] = [
  { name: 'set', type: 'directory' },
  { name: 'set/read-me.txt', bytes: Buffer.from('hello') },
  { name: './set/images.bin', bytes: IMAGES },
  { name: '../../outside', bytes: Buffer.from('not for us') },
  { name: 'set/labels.bin', bytes: LABELS },
];

let folder: string;
const ours = process.env['HEADSTART_DATA'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-fetch-'));
  process.env['HEADSTART_DATA'] = folder;
});
afterEach(() => {
  if (ours === undefined) delete process.env['HEADSTART_DATA'];
  else process.env['HEADSTART_DATA'] = ours;
  rmSync(folder, { recursive: true });
});

const lineOf = (promise: Promise<unknown>) => oneLine(promise, folder);

describe('unpacking', () => {
  const unpacked = async (bytes: Uint8Array): Promise<void> => {
    writeFileSync(join(folder, 'set.tar.gz'), bytes);
    await unpack(join(folder, 'set.tar.gz'), MEMBERS, 'fetch it again');
  };

  test('keeps the wanted members, with their hashes, and nothing else', async () => {
    await unpacked(gzipSync(await tar(GOOD)));
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'images.bin', 'labels.bin', 'set.tar.gz']);
    expect(readFileSync(join(folder, 'images.bin')).equals(IMAGES)).toBe(true);
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(
      `${sha256(IMAGES)}  images.bin\n${sha256(LABELS)}  labels.bin\n`,
    );
    expect(existsSync(join(folder, '..', '..', 'outside'))).toBe(false);
  });

  const without = (name: string, ...instead: readonly Member[]): readonly Member[] => [
    ...GOOD.filter((member) => member.name !== name),
    ...instead,
  ];
  test.each<[string, readonly Member[], string]>([
    ['a member is missing', without('set/labels.bin'), 'set/labels.bin is not in it'],
    [
      'a member is a link',
      without('set/labels.bin', { name: 'set/labels.bin', type: 'symlink', linkname: '/etc/passwd' }),
      'set/labels.bin is no regular file',
    ],
    [
      'a member is too long',
      without('set/labels.bin', { name: 'set/labels.bin', bytes: randomBytes(301) }),
      'set/labels.bin has 301 bytes, and 300 were published',
    ],
    ['a member is there twice', [...GOOD, GOOD[4]!], 'set/labels.bin is in it twice'],
    [
      'it unpacks without end',
      [{ name: 'zeros', bytes: Buffer.alloc(30 * 2 ** 20) }, ...GOOD],
      'it unpacks to more than 20 times its size',
    ],
  ])('refuses an archive, and leaves nothing of it, if %s', async (_, members, reason) => {
    expect(await lineOf(unpacked(gzipSync(await tar(members))))).toBe(
      `DIR/set.tar.gz: the archive cannot be unpacked (${reason}); fetch it again`,
    );
    expect(readdirSync(folder)).toEqual(['set.tar.gz']);
  });

  test('refuses what is damaged', async () => {
    const whole = gzipSync(await tar(GOOD));
    const damaged = Buffer.from(whole);
    damaged.fill(0x55, 20_000, 30_000);
    for (const bytes of [
      whole.subarray(0, 30_000),
      damaged,
      Buffer.from('no archive'),
      gzipSync('no tar'.repeat(999)),
    ]) {
      expect(await lineOf(unpacked(bytes))).toMatch(
        /^DIR\/set\.tar\.gz: the archive cannot be unpacked \(.+\); fetch it/,
      );
      expect(readdirSync(folder)).toEqual(['set.tar.gz']);
    }
  });
});

describe('fetching', () => {
  let server: FileServer;
  let storage: { kind: 'published'; downloads: [Download, Download]; folders: string[] };
  beforeEach(async () => {
    const archive = gzipSync(await tar(GOOD));
    server = await serveFiles({ '/set.tar.gz': fileAnswer(archive), '/extra.gz': fileAnswer(LABELS) });
    storage = {
      kind: 'published',
      downloads: [
        { url: `${server.url}/set.tar.gz`, sha256: sha256(archive), bytes: archive.length, members: MEMBERS },
        { url: `${server.url}/extra.gz`, sha256: sha256(LABELS), bytes: LABELS.length },
      ],
      folders: [join(folder, 'system')],
    };
  });
  afterEach(() => server.close());

  const there = (): string[] => readdirSync(join(folder, 'set')).sort();

  test('brings what is missing, once, and verifies it', async () => {
    expect(whereabouts('set', storage)).toEqual({
      status: 'missing',
      download: storage.downloads[0].bytes + LABELS.length,
    });
    expect(await lineOf(Promise.resolve().then(() => publishedFolder('set', storage)))).toBe(
      'the data set set is not here; run `npm run bench -- data get set`',
    );
    const named: string[] = [];
    expect(await fetchFiles('set', storage, { onDownload: ({ url }) => named.push(url) })).toBe(true);
    expect(named).toEqual(storage.downloads.map(({ url }) => url));
    expect(there()).toEqual(['SHA256SUMS', 'extra.gz', 'images.bin', 'labels.bin']);
    expect(await verifyFiles('set', storage)).toEqual([]);
    const inCache = { status: 'files', folder: join(folder, 'set'), inCache: true };
    expect(whereabouts('set', storage)).toEqual({ ...inCache, bytes: IMAGES.length + 2 * LABELS.length });
    server.asked.length = 0;
    expect(await fetchFiles('set', storage)).toBe(false);
    expect(server.asked).toEqual([]);
  });

  test('mends what was damaged or lost, and only that', async () => {
    await fetchFiles('set', storage);
    const file = (name: string): string => join(folder, 'set', name);
    writeFileSync(file('labels.bin'), 'spoilt');
    expect(await verifyFiles('set', storage)).toEqual([{ file: file('labels.bin'), reason: 'damaged' }]);
    server.asked.length = 0;
    await fetchFiles('set', storage);
    expect(server.asked).toEqual(['/set.tar.gz']);
    rmSync(file('extra.gz'));
    rmSync(file('SHA256SUMS'));
    expect((await verifyFiles('set', storage))?.map(({ reason }) => reason)).toEqual([
      'unknown hash',
      'unknown hash',
      'absent',
    ]);
    await fetchFiles('set', storage);
    expect(await verifyFiles('set', storage)).toEqual([]);
  });

  test('takes an archive that the user put there', async () => {
    await fetchFiles('set', storage);
    rmSync(join(folder, 'set'), { recursive: true });
    const archive = gzipSync(await tar(GOOD));
    await fetchFiles('set', { ...storage, downloads: [storage.downloads[1]] });
    writeFileSync(join(folder, 'set', 'set.tar.gz'), archive);
    server.asked.length = 0;
    await fetchFiles('set', storage);
    expect(server.asked).toEqual([]);
    expect(there()).not.toContain('set.tar.gz');
  });

  test('removing takes our files from the cache, and no others', async () => {
    await fetchFiles('set', storage);
    writeFileSync(join(folder, 'set', 'notes.txt'), 'mine');
    writeFileSync(join(folder, 'set', 'set.tar.gz.part'), 'half');
    expect(await removeFiles('set', storage)).toHaveLength(5);
    expect(there()).toEqual(['notes.txt']);
    rmSync(join(folder, 'set', 'notes.txt'));
    expect(await removeFiles('set', storage)).toEqual([]);
    expect(existsSync(join(folder, 'set'))).toBe(false);
  });

  test('a system package that has the files goes before the cache', async () => {
    await fetchFiles('set', storage);
    expect(findFolder('set', storage)).toBe(join(folder, 'set'));
    expect(findFolder('set', { ...storage, folders: [join(folder, 'none'), join(folder, 'set')] })).toBe(
      join(folder, 'set'),
    );
  });
});

test('the cache is in the home folder unless HEADSTART_DATA names another', () => {
  expect(cacheFolder()).toBe(folder);
  process.env['HEADSTART_DATA'] = '';
  expect(cacheFolder()).toMatch(/[/\\]\.cache[/\\]headstart$/);
});
