import fc from 'fast-check';

/** Whole files with a few of their bytes or words changed: what a transfer, an editor or an attacker makes of them. */

/** Sizes, counts and offsets that are most often believed. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const byteEdit = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: place, value: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant('word' as const), at: place, value: fc.constantFrom(...EXTREMES), big: fc.boolean() }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constant('insert' as const), at: place, bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }) }),
  fc.record({ kind: fc.constant('remove' as const), at: place, length: fc.nat({ max: 64 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at: place, length: fc.nat({ max: 64 }) }),
);
type ByteEdit = typeof byteEdit extends fc.Arbitrary<infer Edit> ? Edit : never;

/** One of some files with up to four edits; most of them early, where headers are. */
export function changedBytes(files: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...files), fc.boolean(), fc.array(byteEdit, { maxLength: 4 }))
    .map(([file, early, edits]) =>
      edits.reduce<Buffer>((bytes, edit) => edited(bytes, edit, early), Buffer.from(file)),
    );
}

function edited(bytes: Buffer, edit: ByteEdit, early: boolean): Buffer {
  const at = Math.floor(edit.at * (early ? Math.min(bytes.length, 64) : bytes.length));
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (edit.kind) {
    case 'set': {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = edit.value;
      return copy;
    }
    case 'word': {
      const copy = Buffer.concat([bytes, Buffer.alloc(Math.max(0, at + 4 - bytes.length))]);
      if (edit.big) copy.writeUInt32BE(edit.value, at);
      else copy.writeUInt32LE(edit.value, at);
      return copy;
    }
    case 'cut':
      return Buffer.from(before);
    case 'insert':
      return Buffer.concat([before, edit.bytes, after]);
    case 'remove':
      return Buffer.concat([before, after.subarray(edit.length)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, edit.length), after]);
  }
}

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(...':,[]{}"\'\n\r\t#&*?|>%-=+@;\0', '- ', ': ', '&a ', '*a', '<<: ', '!!js/function ', '---\n'),
  fc.constantFrom('null', 'true', '-1', '1e9', '1e12', '1e308', '1e999', '.nan', '.inf', '0x7fffffff', '-0', '0.1'),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '../../x',
    '/dev/zero',
    'CON',
    '\u001b]0;x\u0007',
    '\u009b31m',
  ),
  fc.constantFrom('['.repeat(400), '{"a":'.repeat(400), '"', '""', '\u202e', '\ufeff', '\ud800'),
);
const textEdit = fc.record({ at: place, length: fc.nat({ max: 16 }), put: piece });

/** One of some texts with up to four edits, or with the places of two of its words exchanged. */
export function changedText(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(textEdit, { maxLength: 4 }), fc.option(fc.tuple(place, place)))
    .map(([text, edits, exchanged]) => {
      const changed = edits.reduce((whole, { at, length, put }) => {
        const start = Math.floor(at * whole.length);
        return whole.slice(0, start) + put + whole.slice(start + length);
      }, text);
      return exchanged === null ? changed : withExchanged(changed, exchanged);
    });
}

function withExchanged(text: string, [one, other]: readonly [number, number]): string {
  const parts = text.split(/(?<=\W)(?=\w)|(?<=\w)(?=\W)/);
  const [a, b] = [Math.floor(one * parts.length), Math.floor(other * parts.length)];
  [parts[a], parts[b]] = [parts[b]!, parts[a]!];
  return parts.join('');
}
