import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';
import { picture, writeFiles } from '../example-files.ts';

/** Small ImageNets in the layouts that it is published in. */

/** Bytes by name. */
export type Pictures = Readonly<Record<string, Uint8Array>>;

/** Ids of a fish, and of the bird and the machine that are both called crane. */
export const IDS = ['n01440764', 'n02012849', 'n03126707'] as const;

/** Five pictures of each synset, of random pixels and different sizes. */
export async function synsetPictures(): Promise<Record<string, Pictures>> {
  const synsets: Record<string, Pictures> = {};
  for (const [number, id] of IDS.entries()) {
    const pictures: Record<string, Uint8Array> = {};
    for (let index = 0; index < 5; index++) {
      pictures[`${id}_${index * 7}.JPEG`] = await picture(12 + number, 20 + index, { as: 'jpeg' });
    }
    synsets[id] = pictures;
  }
  return synsets;
}

/** A tar archive, with its folder. @param header what the headers of its files say beside names and sizes. */
export async function tarOf(files: Pictures, header: Partial<Header> = {}): Promise<Buffer> {
  const archive = pack();
  for (const [name, bytes] of Object.entries(files)) archive.entry({ ...header, name }, Buffer.from(bytes));
  archive.entry({ name: './', type: 'directory' });
  archive.finalize();
  return buffer(archive);
}

/** A folder of pictures for each synset. */
export function writeFolders(folder: string, synsets: Readonly<Record<string, Pictures>>): void {
  for (const [id, pictures] of Object.entries(synsets)) writeFiles(join(folder, id), pictures);
}

/** A tar archive for each synset. */
export async function archives(synsets: Readonly<Record<string, Pictures>>): Promise<Record<string, Buffer>> {
  const all = Object.entries(synsets).map(async ([id, pictures]) => [`${id}.tar`, await tarOf(pictures)] as const);
  return Object.fromEntries(await Promise.all(all));
}

/** The index as the competition has it, and as Keras has it. */
export const INDEX = {
  'LOC_synset_mapping.txt': 'n01440764 tench, Tinca tinca\nn02012849 crane\nn03126707 crane\n',
  'imagenet_class_index.json': JSON.stringify({
    0: ['n01440764', 'tench'],
    134: ['n02012849', 'crane'],
    517: ['n03126707', 'crane'],
  }),
} as const;

/** Folders with an index beside them. */
export async function imagenetTree(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFolders(folder, await synsetPictures());
  writeFileSync(join(folder, 'LOC_synset_mapping.txt'), INDEX['LOC_synset_mapping.txt']);
}

/** The header of a regular file in a tar archive (POSIX ustar). */
export function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('0ustar\u000000', 156);
  return signed(header);
}

/** An archive whose first header gets the right sum. */
export function signed(archive: Buffer): Buffer {
  archive.fill(0x20, 148, 156);
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return archive;
}
