import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { sha256 } from '../../src/base/hash.ts';
import type { Download } from '../../src/data/contract.ts';
import { download } from '../../src/data/download.ts';
import { redirected } from '../../src/data/request.ts';
import { randomBytes } from './example-files.ts';
import { type FileServer, fileAnswer, serveFiles } from './file-server.ts';

const BYTES = randomBytes(200_000);
const HALF = BYTES.subarray(0, 90_000);

let server: FileServer;
beforeAll(async () => {
  server = await serveFiles({
    '/file': fileAnswer(BYTES),
    '/other': fileAnswer(BYTES.map((byte) => byte ^ 1)),
    '/short': fileAnswer(HALF),
    '/long': fileAnswer(Buffer.concat([BYTES, BYTES])),
    '/no-ranges': (response) => response.writeHead(200).end(BYTES),
    '/another-range': (response) => response.writeHead(206, { 'content-range': 'bytes 7-9/10' }).end('abc'),
    '/cut': (response) => {
      response.writeHead(200, { 'content-length': BYTES.length });
      response.write(HALF, () => response.socket?.destroy());
    },
    '/silent': () => {},
    '/stuck': (response) => {
      response.writeHead(200, { 'content-length': BYTES.length });
      response.write(HALF);
    },
    '/moved': (response) => response.writeHead(302, { location: '/moved-again' }).end(),
    '/moved-again': (response) => response.writeHead(308, { location: `${server.url}/file` }).end(),
    '/circle': (response) => response.writeHead(301, { location: '/circle' }).end(),
    '/away': (response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end(),
    '/nowhere': (response) => response.writeHead(301, { location: 'http://[' }).end(),
    '/endless': (response) => {
      response.writeHead(200);
      const more = (): void => void response.write(BYTES, () => response.destroyed || more());
      more();
    },
    '/claims': (response) => {
      response.writeHead(200, { 'content-length': 2 ** 40 });
      response.write(HALF);
    },
    '/broken': (response) => response.writeHead(503, 'Busy').end(),
    '/declared-gzip': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(BYTES)),
  });
});
afterAll(() => server.close());

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headstart-download-'));
  file = join(folder, 'deep', 'file.bin');
  server.asked.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const left = (): string[] => readdirSync(join(folder, 'deep'));
const source = (path: string, bytes: Uint8Array = BYTES): Download => ({
  url: `${server.url}${path}`,
  sha256: sha256(bytes),
  bytes: bytes.length,
});

/** The one line that a failing download shows. */
async function lineOf(promise: Promise<void>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HeadstartError);
  const { code, message } = error as HeadstartError;
  expect([code, message.includes('\n')]).toEqual(['data', false]);
  return message.replaceAll(server.url, 'URL').replaceAll(folder, 'DIR');
}

const BY_HAND = 'check the connection and run it again, or put the file at DIR/deep/file.bin yourself';

describe('a download', () => {
  test('is there under its name once it is whole, and nothing else is', async () => {
    const progress: number[] = [];
    await download(source('/file'), file, { onProgress: (bytes) => progress.push(bytes) });
    expect(readFileSync(file).equals(BYTES)).toBe(true);
    expect(left()).toEqual(['file.bin']);
    expect(progress.at(-1)).toBe(BYTES.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  test('follows redirects, some', async () => {
    await download(source('/moved'), file);
    expect(readFileSync(file).equals(BYTES)).toBe(true);
    expect(await lineOf(download(source('/circle'), file))).toBe(
      `URL/circle: the download failed (more than 5 redirects); ${BY_HAND}`,
    );
    expect(await lineOf(download(source('/away'), file))).toBe(
      `URL/away: the download failed (it leads from http:// to file://); ${BY_HAND}`,
    );
  });

  test.each([
    ['https://a.example/x', 'http://a.example/y', null],
    ['https://a.example/x', '//b.example/y', 'https://b.example/y'],
    ['http://a.example/x', 'https://a.example/y', 'https://a.example/y'],
    ['https://a.example/x', 'ftp://a.example/y', null],
    ['https://a.example/x', 'data:text/plain,y', null],
    ['http://a.example/x', 'javascript:y', null],
    ['http://a.example/x', 'file:///etc/passwd', null],
  ])('redirected from %s to %s goes on only where that is no less safe', (from, location, to) => {
    if (to === null) expect(() => redirected(new URL(from), location)).toThrow(/^it leads from https?:\/\/ to /);
    else expect(redirected(new URL(from), location).href).toBe(to);
  });

  test('that ends in an address that is none says so', async () => {
    expect(await lineOf(download(source('/nowhere'), file))).toMatch(
      /^URL\/nowhere: the download failed \(Invalid URL\); /,
    );
  });

  test('does not grow beyond what was published, however much a server sends or claims', async () => {
    expect(await lineOf(download(source('/endless'), file))).toMatch(
      /^URL\/endless: more than the published 200000 bytes/,
    );
    expect(await lineOf(download(source('/claims'), file, { idleSeconds: 0.2 }))).toContain('broke off after');
    expect(left().filter((name) => name !== 'file.bin.part')).toEqual([]);
  });

  test('does not write through a link in place of its part', async () => {
    await lineOf(download(source('/other'), file));
    writeFileSync(join(folder, 'mine'), 'mine');
    symlinkSync(join(folder, 'mine'), `${file}.part`);
    expect(await lineOf(download(source('/file'), file))).toMatch(/this cannot be written \(ELOOP/);
    expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('mine');
  });

  test('takes the bytes as they come, also where a server declares an archive to be an encoding', async () => {
    const archive = gzipSync(BYTES);
    await download(source('/declared-gzip', archive), file);
    expect(readFileSync(file).equals(archive)).toBe(true);
  });

  test('of other bytes is refused, and not kept', async () => {
    const line = await lineOf(download(source('/other'), file));
    expect(line).toMatch(/^URL\/other: the file is not the published one, whose SHA-256 is [0-9a-f]{16}…, received "/);
    expect(line).toContain(`; ${BY_HAND}, if you have it from elsewhere`);
    expect(left()).toEqual([]);
  });

  test('of more bytes than were published is ended', async () => {
    expect(await lineOf(download(source('/long'), file))).toBe(
      `URL/long: more than the published 200000 bytes come; ${BY_HAND}`,
    );
    expect(left()).toEqual([]);
  });

  test.each(['/cut', '/stuck'])('that breaks off (%s) goes on where it stopped', async (path) => {
    expect(await lineOf(download(source(path), file, { idleSeconds: 0.2 }))).toMatch(
      /^URL\/\w+: the download broke off after \d+ of 200000 bytes \(.+\); run it again to go on from there$/,
    );
    expect(left()).toEqual(['file.bin.part']);
    const { size } = statSync(`${file}.part`); // a connection that is cut may lose what it was sent
    expect(size).toBeGreaterThan(0);
    await download(source('/file'), file);
    expect(server.asked.at(-1)).toBe(`/file bytes=${size}-`);
    expect(readFileSync(file).equals(BYTES)).toBe(true);
    expect(left()).toEqual(['file.bin']);
  });

  test('that ends early says so', async () => {
    expect(await lineOf(download(source('/short'), file))).toBe(
      'URL/short: the download ended after 90000 of 200000 bytes; run it again to go on from there',
    );
  });

  test('starts again where the server cannot go on, or what is there is too long or wrong', async () => {
    await lineOf(download(source('/cut'), file));
    await download(source('/no-ranges'), file);
    expect(readFileSync(file).equals(BYTES)).toBe(true);

    writeFileSync(`${file}.part`, Buffer.alloc(BYTES.length + 1));
    await download(source('/file'), file);
    expect(server.asked.at(-1)).toBe('/file');

    writeFileSync(`${file}.part`, Buffer.alloc(1000));
    expect(await lineOf(download(source('/file'), file))).toContain('not the published one');
    await download(source('/file'), file);
    expect(readFileSync(file).equals(BYTES)).toBe(true);
  });

  test('does not take another part of the file for the one it asked for', async () => {
    await lineOf(download(source('/cut'), file));
    expect(await lineOf(download(source('/another-range'), file))).toMatch(
      /\(bytes from [1-9]\d+ were asked for, and bytes 7-9\/10 came\)/,
    );
  });

  test('that two processes make at once is whole', async () => {
    await Promise.all([1, 2, 3].map(() => download(source('/file'), file)));
    expect(readFileSync(file).equals(BYTES)).toBe(true);
    expect(left()).toEqual(['file.bin']);
  });

  test('that cannot begin says why', async () => {
    expect(await lineOf(download(source('/absent'), file))).toBe(
      `URL/absent: the server has no file for us, received "404 Not Found"; ${BY_HAND}`,
    );
    expect(await lineOf(download(source('/broken'), file))).toContain('received "503 Busy"');
    expect(await lineOf(download(source('/silent'), file, { idleSeconds: 0.2 }))).toBe(
      `URL/silent: the download failed (nothing came for 0.2 s); ${BY_HAND}`,
    );
    const nobody = { ...source('/file'), url: 'http://127.0.0.1:1/file' };
    expect(await lineOf(download(nobody, file))).toMatch(/^http:.*: the download failed \(.*ECONNREFUSED.*\); check/);
    expect(left()).toEqual([]);
  });

  test('into a folder that is a file says where', async () => {
    writeFileSync(join(folder, 'deep'), '');
    expect(await lineOf(download(source('/file'), file))).toMatch(
      /^DIR\/deep\/file\.bin: this cannot be written \(.+\); make room, .* or name another folder in HEADSTART_DATA$/,
    );
  });
});
