/** A value of R: a vector with its attributes, a pairlist, a symbol's name, or nothing. */
export type RValue = RVector | RPairs | string | null;

export interface RVector {
  readonly kind: 'integers' | 'doubles' | 'strings' | 'list';
  /** Integers, doubles, strings (null where R has none), or values. */
  readonly values: readonly unknown[];
  readonly attributes: Readonly<Record<string, RValue>>;
}

/** A pairlist by its tags. */
export interface RPairs {
  readonly kind: 'pairs';
  readonly pairs: Readonly<Record<string, RValue>>;
}

/** Types of values, by their numbers (R Internals, section 1.8). */
const TYPE = {
  symbol: 1,
  pairs: 2,
  characters: 9,
  logical: 10,
  integer: 13,
  double: 14,
  strings: 16,
  list: 19,
} as const;
const NIL = 254;
const REFERENCE = 255;
const HAS_ATTRIBUTES = 0x200;
const HAS_TAG = 0x400;
const IS_LATIN1 = 0x4000;
const DEEPEST = 64;

/**
 * Reads what R's `serialize` wrote in binary form, of version 2 or 3 (R Internals, section 1.8): vectors, factors and data
 * frames, and lists of them. Code and environments are refused.
 *
 * @throws {Error} if it is damaged or holds something else.
 */
export function parseSerialized(bytes: Buffer): RValue {
  if (bytes.toString('latin1', 0, 2) !== 'X\n') throw new Error('it is not what R’s serialize writes in binary form');
  let offset = 2;
  const symbols: string[] = [];
  const version = integer();
  offset += 8; // versions of R: the writer's, and the oldest that reads it
  if (version === 3) take(integer());
  else if (version !== 2) throw new Error(`version ${version} of R’s serialization is not known`);
  return value(0);

  function take(length: number): Buffer {
    if (length < 0 || offset + length > bytes.length) throw new Error('it ends too early');
    offset += length;
    return bytes.subarray(offset - length, offset);
  }
  function integer(): number {
    return take(4).readInt32BE();
  }
  /** Of a vector whose values have so many bytes at least: no longer than what is left can hold. */
  function count(width: number): number {
    const length = integer();
    if (length < 0 || length * width > bytes.length - offset) throw new Error('a vector is longer than the file');
    return length;
  }
  function repeat<Value>(width: number, read: () => Value): Value[] {
    return Array.from({ length: count(width) }, read);
  }

  function value(depth: number): RValue {
    if (depth > DEEPEST) throw new Error(`values lie more than ${DEEPEST} deep`);
    const flags = integer();
    const type = flags & 0xff;
    switch (type) {
      case NIL:
        return null;
      case REFERENCE: {
        const symbol = symbols[(flags >> 8) - 1];
        if (symbol === undefined) throw new Error('it refers to a symbol that it does not have');
        return symbol;
      }
      case TYPE.symbol: {
        const name = characters() ?? '';
        symbols.push(name);
        return name;
      }
      case TYPE.pairs:
        return { kind: 'pairs', pairs: pairs(flags, depth) };
      case TYPE.logical:
      case TYPE.integer:
        return vector('integers', repeat(4, integer), flags, depth);
      case TYPE.double:
        return vector(
          'doubles',
          repeat(8, () => take(8).readDoubleBE()),
          flags,
          depth,
        );
      case TYPE.strings:
        return vector('strings', repeat(8, characters), flags, depth);
      case TYPE.list:
        return vector(
          'list',
          repeat(4, () => value(depth + 1)),
          flags,
          depth,
        );
      default:
        throw new Error(`it holds a value of R’s type ${type}, which is no vector`);
    }
  }

  function vector(kind: RVector['kind'], values: readonly unknown[], flags: number, depth: number): RVector {
    const found = (flags & HAS_ATTRIBUTES) === 0 ? null : value(depth + 1);
    const attributes = found !== null && typeof found === 'object' && found.kind === 'pairs' ? found.pairs : {};
    return { kind, values, attributes };
  }

  /** The rest of a pairlist, whose every pair has flags of its own. */
  function pairs(first: number, depth: number): Record<string, RValue> {
    const result: [string, RValue][] = [];
    for (let flags = first; (flags & 0xff) !== NIL; flags = integer()) {
      if ((flags & 0xff) !== TYPE.pairs) throw new Error('a pairlist does not end');
      if ((flags & HAS_ATTRIBUTES) !== 0) value(depth + 1);
      const tag = (flags & HAS_TAG) === 0 ? '' : value(depth + 1);
      result.push([typeof tag === 'string' ? tag : '', value(depth + 1)]);
    }
    return Object.fromEntries(result);
  }

  function characters(): string | null {
    const flags = integer();
    if ((flags & 0xff) !== TYPE.characters) throw new Error('a string is none');
    const length = integer();
    if (length === -1) return null;
    return take(length).toString((flags & IS_LATIN1) === 0 ? 'utf8' : 'latin1');
  }
}
