import { gzipSync } from 'node:zlib';

/** Small WET files as Common Crawl publishes them. */

/** A page's text, and the languages that were identified in it. */
export interface Page {
  readonly text: string;
  readonly languages?: string;
}

/** A record. @param more header lines after those that every record has. */
export function record(type: string, block: string, more: readonly string[] = []): Buffer {
  const bytes = Buffer.from(block);
  const lines = ['WARC/1.0', `WARC-Type: ${type}`, ...more, `Content-Length: ${bytes.length}`];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes, Buffer.from('\r\n\r\n')]);
}

/** What a WET file of some pages holds, record by record. */
export function records(pages: readonly Page[]): Buffer[] {
  const info = record('warcinfo', 'isPartOf: CC-MAIN-2024-10\r\n', ['WARC-Filename: CC-MAIN.warc.wet.gz']);
  const conversions = pages.map(({ text, languages }, index) =>
    record('conversion', text, [
      `WARC-Target-URI: https://example.org/${index}`,
      ...(languages === undefined ? [] : [`WARC-Identified-Content-Language: ${languages}`]),
      'Content-Type: text/plain',
    ]),
  );
  return [info, ...conversions];
}

/** A member of gzip for each record, as Common Crawl has them. */
export function wetFile(pages: readonly Page[]): Buffer {
  return Buffer.concat(records(pages).map((bytes) => gzipSync(bytes)));
}

/** Ten pages of different words in English, and as many in German. */
export function twoLanguages(): Page[] {
  const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
  return numbers.flatMap((number) => [
    { text: `Page ${number}: it rains, and the rain of the year is ${number} times as much.`, languages: 'eng' },
    { text: `Seite ${number}: es regnet, und der Regen des Jahres ist ${number} mal so viel.`, languages: 'deu,eng' },
  ]);
}
