import type { ReadStream } from 'node:fs';
import { Transform } from 'node:stream';

/** Neither pictures nor texts compress like that: what grows beyond so many times its size is no data set. */
const MOST_GROWTH = 20;

/** Ends a stream with an error once more comes out of a compressed file than data can. */
export function growthLimit(file: ReadStream): Transform {
  let unpacked = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      unpacked += chunk.length;
      const most = MOST_GROWTH * (file.bytesRead + 2 ** 20);
      done(unpacked > most ? new Error(`it unpacks to more than ${MOST_GROWTH} times its size`) : null, chunk);
    },
  });
}
