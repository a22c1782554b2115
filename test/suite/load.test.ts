import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';
import { loadSuite } from '../../src/suite/load.ts';
import { quickstart } from './problems-of.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suite-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** The message of the refusal, without the folder's name. */
async function refusalOf(file: string): Promise<string> {
  const thrown = await loadSuite(file).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(HeadstartError);
  expect((thrown as HeadstartError).code).toBe('suite');
  return (thrown as HeadstartError).message.replaceAll(`${folder}/`, '');
}

describe('the suites of the project', () => {
  const suites = readdirSync('suites').filter((name) => name.endsWith('.yaml'));

  test.each(suites)('%s loads, and is named like its file', async (name) => {
    const suite = await loadSuite(`suites/${name}`);
    expect(`${suite.name}.yaml`).toBe(name);
    expect(suite.file).toMatchObject({ path: `suites/${name}` });
  });
});

describe('files that are no suite', () => {
  test('a missing file: the suites beside it are known', async () => {
    write('quickstart.yaml', quickstart);
    expect(await refusalOf(join(folder, 'quikstart.yaml'))).toMatchInlineSnapshot(
      `"quikstart.yaml: there is no such file; did you mean "quickstart.yaml"? known: quickstart.yaml"`,
    );
    expect(await refusalOf(join(folder, 'quickstart'))).toMatchInlineSnapshot(
      `"quickstart: there is no such file; did you mean "quickstart.yaml"? known: quickstart.yaml"`,
    );
    expect(await refusalOf(join(folder, 'nowhere', 'a.yaml'))).toMatchInlineSnapshot(
      `"nowhere/a.yaml: there is no such file; check the path"`,
    );
    expect(await refusalOf(join(folder, 'quickstart.yaml', 'a.yaml'))).toMatchInlineSnapshot(
      `"quickstart.yaml/a.yaml: there is no such file; check the path"`,
    );
  });

  test('a folder', async () => {
    expect((await refusalOf(folder)).replace(folder, 'FOLDER')).toMatchInlineSnapshot(
      `"FOLDER: is a folder; name a suite file in it"`,
    );
  });

  test.skipIf(process.platform === 'win32')('a pipe, which would never end', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await refusalOf(pipe)).toMatchInlineSnapshot(`"pipe: is not a regular file; name a YAML file"`);
  });

  test('a name that no file can have', async () => {
    expect(await refusalOf('a\0b')).toMatchInlineSnapshot(
      `"a\\u0000b: cannot be read: The argument 'path' must be a string, Uint8Array, or URL without null bytes. Received 'a\\x00b'; check the path and its permissions"`,
    );
  });

  // More than Node reads into memory at once: reading it would be refused in other words.
  test('3 GB, without reading them', async () => {
    const large = write('large.yaml', '');
    truncateSync(large, 3e9);
    expect(await refusalOf(large)).toMatchInlineSnapshot(
      `"large.yaml: is too large for a suite: 3,000 MB, and 1 MB is the limit; name a suite file"`,
    );
  });

  test('text in another encoding', async () => {
    const latin = Buffer.from(quickstart.replace('0–4', '0-4 é'), 'latin1');
    expect(await refusalOf(write('latin.yaml', latin))).toMatchInlineSnapshot(
      `"latin.yaml:4: is not UTF-8 text; save it in UTF-8"`,
    );
    const utf16 = Buffer.from(`\uFEFF${quickstart}`, 'utf16le');
    expect(await refusalOf(write('utf16.yaml', utf16))).toMatchInlineSnapshot(
      `"utf16.yaml:1: is not UTF-8 text; save it in UTF-8"`,
    );
  });

  test('an empty file', async () => {
    expect(await refusalOf(write('empty.yaml', ''))).toMatchInlineSnapshot(
      `"empty.yaml:1:1: the file is empty; write a suite: suites/quickstart.yaml is an example"`,
    );
  });
});

test('a byte-order mark and Windows line ends change nothing', async () => {
  const { file: _plain, ...plain } = await loadSuite('suites/quickstart.yaml');
  const windows = write('windows.yaml', `\uFEFF${quickstart.replaceAll('\n', '\r\n')}`);
  const { file, ...suite } = await loadSuite(windows);
  expect(suite).toEqual(plain);
  expect(file.problem(['suite'], { message: 'm', remedy: 'r' })).toMatchObject({ line: 2, column: 8 });
});
