import { deflateSync } from 'node:zlib';

/** A chapter by name, with its verses as OSIS; empty ones are absent from the text. */
type Chapters = Readonly<Record<string, readonly string[]>>;

/**
 * The files of one testament of a zText module, a block for each book: the heading of the module, of each book and of each
 * chapter, and the verses, in the order in which they are numbered.
 */
export function swordFiles(testament: 'ot' | 'nt', chapters: Chapters): Record<string, Uint8Array> {
  const blocks: string[] = [];
  const entries: { block: number; start: number; size: number }[] = [];
  const add = (text: string) => {
    const block = blocks.length - 1;
    const [start, size] = [Buffer.byteLength(blocks[block]!), Buffer.byteLength(text)];
    entries.push({ block, start, size });
    blocks[block] += text;
  };
  blocks.push('');
  add('');
  add('<milestone type="x-importer" subType="x-osis2mod"/>');
  for (const [name, verses] of Object.entries(chapters)) {
    if (name.endsWith('.1')) {
      blocks.push('');
      add(`<div osisID="${name.split('.')[0]}" type="book"/> <title type="main">The Book</title>`);
    }
    add(`<chapter n="1" osisID="${name}" sID="${name}"/> `);
    for (const verse of verses) add(verse);
  }
  const packed = blocks.map((text) => deflateSync(text));
  const bzs = Buffer.alloc(12 * blocks.length);
  let offset = 0;
  for (const [index, bytes] of packed.entries()) {
    bzs.writeUInt32LE(offset, 12 * index);
    bzs.writeUInt32LE(bytes.length, 12 * index + 4);
    bzs.writeUInt32LE(Buffer.byteLength(blocks[index]!), 12 * index + 8);
    offset += bytes.length;
  }
  const bzv = Buffer.alloc(10 * entries.length);
  for (const [index, { block, start, size }] of entries.entries()) {
    bzv.writeUInt32LE(block, 10 * index);
    bzv.writeUInt32LE(start, 10 * index + 4);
    bzv.writeUInt16LE(size, 10 * index + 8);
  }
  return { [`${testament}.bzs`]: bzs, [`${testament}.bzv`]: bzv, [`${testament}.bzz`]: Buffer.concat(packed) };
}

/** Two small translations: of one chapter the second has a verse more, and of one verse it has none. */
const KJV: Readonly<Record<'ot' | 'nt', Chapters>> = {
  ot: {
    'Gen.1': ['In the <w lemma="strong:H7225">beginning</w> God created.', 'And the earth was <i>void</i>.'],
    'Gen.2': ['Thus the heavens &amp; the earth were finished.', 'And on the seventh day.'],
    'Exod.1': ['Now these are the names.', 'Reuben, Simeon.'],
  },
  nt: { 'Matt.1': ['The book of the generation.', 'Abraham begat Isaac.', 'And Judas begat Phares.'] },
};

const WEB: Readonly<Record<'ot' | 'nt', Chapters>> = {
  ot: {
    'Gen.1': [
      'In the beginning, God<note placement="foot">Or: a god.</note>created.',
      '<title>Day one</title>The earth was empty.',
    ],
    'Gen.2': ['The heavens, the earth, were finished .', 'On the seventh day.', 'A verse more.'],
    'Exod.1': ['Now these are the names.', 'Reuben and Simeon.'],
  },
  nt: { 'Matt.1': ['The book of the genealogy.', '', 'Judah became the father of “Perez” .'] },
};

/** The files of the modules of both. */
export function bibleModules(): Record<string, Record<string, Uint8Array>> {
  return Object.fromEntries(
    Object.entries({ engKJV2006eb: KJV, engWEB2015eb: WEB }).map(([module, { ot, nt }]) => [
      module,
      { ...swordFiles('ot', ot), ...swordFiles('nt', nt) },
    ]),
  );
}
