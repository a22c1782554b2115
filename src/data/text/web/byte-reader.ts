/** Bytes of a stream, asked for in pieces of any length; what has been given is not held. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);
  #position = 0;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Bytes given so far. */
  get position(): number {
    return this.#position;
  }

  /**
   * The bytes before a mark, which is passed over too; null at the end of the stream.
   *
   * @param most bytes to look through.
   * @throws {Error} if there is no such mark in them, or before the end.
   */
  async until(mark: string, most: number): Promise<Buffer | null> {
    let from = 0;
    for (;;) {
      const at = this.#rest.indexOf(mark, from, 'latin1');
      if (at !== -1 && at <= most) {
        const found = this.#give(at);
        this.#give(mark.length);
        return found;
      }
      if (this.#rest.length > most) throw new Error(`there are more than ${most} bytes without an end`);
      from = Math.max(0, this.#rest.length - mark.length);
      const next = await this.#next();
      if (next === null && this.#rest.length === 0) return null;
      if (next === null) throw new Error('it is cut short');
      this.#rest = Buffer.concat([this.#rest, next]);
    }
  }

  /** So many bytes. @throws {Error} if the stream ends before. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    await this.#pass(length, (part) => parts.push(part));
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** Passes over so many bytes. @throws {Error} as `take` does. */
  skip(length: number): Promise<void> {
    return this.#pass(length, () => {});
  }

  async #pass(length: number, use: (part: Buffer) => void): Promise<void> {
    for (let left = length; left > 0; ) {
      const part = this.#give(Math.min(left, this.#rest.length));
      if (part.length > 0) use(part);
      left -= part.length;
      if (left === 0) return;
      const next = await this.#next();
      if (next === null) throw new Error('it is cut short');
      this.#rest = next;
    }
  }

  #give(length: number): Buffer {
    const given = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#position += length;
    return given;
  }

  async #next(): Promise<Buffer | null> {
    const { done, value } = await this.#chunks.next();
    return done === true ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}
