import { HeadstartError, messageOf, printableText } from '../base/errors.ts';
import type { Download } from './contract.ts';
import { PartFile } from './part-file.ts';
import { type Answer, request } from './request.ts';

export interface DownloadOptions {
  /** A server that sends nothing for so long is given up. */
  readonly idleSeconds?: number;
  /** Told how many bytes of a file are there. */
  readonly onProgress?: (bytes: number, source: Download) => void;
}

const IDLE_SECONDS = 60;
const AGAIN = 'run it again to go on from there';

/**
 * Downloads a file: to `FILE.part` beside it, hashed as it comes, renamed once it is whole and right. A download that
 * broke off goes on where it stopped if the server can, else starts again; bytes that are wrong are not kept.
 *
 * @param file where it is to lie; its folder is made.
 * @throws {HeadstartError} `data` in one line with the address, if the server cannot be reached, answers with an error,
 *   falls silent, or sends more, less or other bytes than were published.
 */
export async function download(source: Download, file: string, options: DownloadOptions = {}): Promise<void> {
  const part = await PartFile.open(file, source.bytes);
  try {
    if (part.length < source.bytes) await receive(source, file, part, options);
    const received = part.digest();
    if (received !== source.sha256) {
      await part.restart();
      const message = `the file is not the published one, whose SHA-256 is ${source.sha256.slice(0, 16)}…`;
      throw failure(source, message, `${byHand(file)}, if you have it from elsewhere`, received);
    }
  } catch (error) {
    await part.keep();
    throw error;
  }
  await part.finish();
}

async function receive(source: Download, file: string, part: PartFile, options: DownloadOptions): Promise<void> {
  const { status, reason, body } = await ask(source, file, part.length, options.idleSeconds ?? IDLE_SECONDS);
  if (status !== 200 && status !== 206) {
    body.destroy();
    const answer = printableText(`${status} ${reason}`.trim());
    throw failure(source, 'the server has no file for us', byHand(file), answer);
  }
  if (status === 200 && part.length > 0) await part.restart(); // it cannot go on in the middle
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (part.length + chunk.length > source.bytes) {
        await part.restart();
        throw failure(source, `more than the published ${source.bytes} bytes come`, byHand(file));
      }
      await part.append(chunk);
      options.onProgress?.(part.length, source);
    }
  } catch (error) {
    if (error instanceof HeadstartError) throw error;
    const message = `the download broke off after ${part.length} of ${source.bytes} bytes (${messageOf(error)})`;
    throw failure(source, message, AGAIN);
  }
  if (part.length < source.bytes) {
    throw failure(source, `the download ended after ${part.length} of ${source.bytes} bytes`, AGAIN);
  }
}

async function ask(source: Download, file: string, offset: number, idleSeconds: number): Promise<Answer> {
  try {
    return await request(source.url, offset, idleSeconds);
  } catch (error) {
    throw failure(source, `the download failed (${printableText(messageOf(error))})`, byHand(file));
  }
}

/** For machines that reach no server, or only through others. */
function byHand(file: string): string {
  return `check the connection and run it again, or put the file at ${file} yourself`;
}

function failure({ url }: Download, message: string, remedy: string, received?: string): HeadstartError {
  return new HeadstartError('data', { file: url, message, remedy, ...(received === undefined ? {} : { received }) });
}
