import { HeadstartError, messageOf, printableText } from '../base/errors.ts';
import { readRegular } from '../base/read-file.ts';
import type { FileKind } from './class-tree.ts';

/** What the user's own images are called. */
export const imageFiles: FileKind = {
  name: /\.(?:png|jpe?g)$/i,
  one: 'image',
  many: 'images',
  formats: 'PNG or JPEG',
  layout: '*.png, or .jpg',
  pattern: '*.png',
  group: { of: 'patient', expression: '^(patient[0-9]+)' },
};

/** A decoded image: height × width × 3 bytes (red, green, blue), row-major. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** A small file can stand for a huge image; no photograph has so many pixels, or bytes. */
const MOST_PIXELS = 2 ** 27;
export const MOST_BYTES = 2 ** 28;
/** Larger images are decoded one after the other, so that a folder of huge ones takes the memory of one. */
const LARGE_PIXELS = 2 ** 24;
const FORMATS: readonly string[] = ['png', 'jpeg'];

/**
 * Decodes a PNG or JPEG file to 8-bit sRGB: upright by its EXIF orientation, transparency on black.
 *
 * @param use takes what it needs of the picture, which is not kept.
 * @throws {HeadstartError} `data` if it is damaged, cut short, too large, or of another kind than its name says.
 */
export function decodeImage<Result>(file: string, use: (picture: Picture) => Result): Promise<Result> {
  return decodeEncoded(file, () => readRegular(file, MOST_BYTES), use);
}

/**
 * The same of an image that lies somewhere else.
 *
 * @param name what messages call it.
 * @param read gives its bytes.
 */
export async function decodeEncoded<Result>(
  name: string,
  read: () => Promise<Buffer>,
  use: (picture: Picture) => Result,
): Promise<Result> {
  const { default: sharp } = await import('sharp'); // not needed for other data, and slow to load
  try {
    const image = sharp(await read(), { limitInputPixels: MOST_PIXELS });
    const { format, width, height } = await image.metadata();
    if (!FORMATS.includes(format)) throw new Error(`it is a file of the kind ${format}`);
    const decode = async (): Promise<Result> => {
      const { data, info } = await image
        .autoOrient()
        .flatten({ background: '#000' })
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return await use({ height: info.height, width: info.width, pixels: inColour(data, info.channels) });
    };
    return await (width * height > LARGE_PIXELS ? inTurn(decode) : decode());
  } catch (error) {
    if (error instanceof HeadstartError) throw error;
    throw new HeadstartError('data', {
      file: printableText(name),
      message: `the image cannot be read (${printableText(messageOf(error)).replaceAll('\\u000a', ', ')})`,
      remedy: 'replace it with a whole PNG or JPEG file, or remove it',
    });
  }
}

let last: Promise<unknown> = Promise.resolve();

/** Runs work once all work before it is done. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const own = last.then(work);
  last = own.catch(() => {}); // told to whoever asked for it
  return own;
}

function inColour(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  const pixels = new Uint8Array((data.length / channels) * 3);
  for (let index = 0; index < pixels.length; index++) pixels[index] = data[Math.floor(index / 3) * channels]!;
  return pixels;
}
