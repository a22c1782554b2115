import { createHash, type Hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { constants, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeadstartError, messageOf } from '../base/errors.ts';

/**
 * A file that is being written: `FILE.part` until it is whole, and hashed as it grows.
 *
 * Bytes go to their positions and nothing is cut off in place, so that two processes that fetch the same file at once
 * write the same bytes twice, and neither spoils the other's.
 */
export class PartFile {
  readonly #file: string;
  #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #length = 0;

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /**
   * Opens the part of a file that is there from before, or an empty one.
   *
   * @param file the final name; its folder is made.
   * @param most bytes that the file can have; a part with more is thrown away.
   * @throws {HeadstartError} `data` if it cannot be written, as with every function here.
   */
  static async open(file: string, most: number): Promise<PartFile> {
    await explained(file, () => mkdir(dirname(file), { recursive: true }));
    const part = new PartFile(file, await openPart(file));
    await explained(file, async () => {
      const facts = await part.#handle.stat();
      if (!facts.isFile()) throw new Error('it is not a regular file');
      if (facts.size > most) return part.restart();
      for await (const chunk of part.#handle.createReadStream({ start: 0, autoClose: false })) {
        part.#hash.update(chunk as Buffer);
        part.#length += (chunk as Buffer).length;
      }
    }).catch(async (error: unknown) => {
      await part.#handle.close();
      throw error;
    });
    return part;
  }

  /** Bytes that are there. */
  get length(): number {
    return this.#length;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await explained(this.#file, async () => {
      for (let done = 0; done < chunk.length; ) {
        done += (await this.#handle.write(chunk, done, chunk.length - done, this.#length + done)).bytesWritten;
      }
    });
    this.#hash.update(chunk);
    this.#length += chunk.length;
  }

  /** Leaves what is there, and begins an empty file of the same name. */
  async restart(): Promise<void> {
    await this.discard();
    this.#handle = await openPart(this.#file);
    this.#hash = createHash('sha256');
    this.#length = 0;
  }

  /** SHA-256 of what is there, in lower-case hexadecimal. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Gives the file its name. */
  async finish(): Promise<void> {
    await explained(this.#file, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      try {
        await rename(partName(this.#file), this.#file);
      } catch (error) {
        if (!existsSync(this.#file)) throw error; // else another process has just done it
      }
    });
  }

  /** Stops here: the next one goes on. */
  async keep(): Promise<void> {
    await this.#handle.close();
    if (this.#length === 0) await rm(partName(this.#file), { force: true });
  }

  /** Throws away what is there. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(partName(this.#file), { force: true });
  }
}

/** The name of a file that is not whole yet. */
export function partName(file: string): string {
  return `${file}.part`;
}

/** Neither through a link nor waiting for a pipe; Windows has no such flags. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function openPart(file: string): Promise<FileHandle> {
  return explained(file, () => open(partName(file), FLAGS));
}

/** A disk that is full or a folder that is read-only is no bug of ours. */
async function explained<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new HeadstartError('data', {
      file,
      message: `this cannot be written (${messageOf(error)})`,
      remedy: 'make room, mend the permissions, or name another folder in HEADSTART_DATA',
    });
  }
}
