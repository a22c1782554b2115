import { HeadstartError, messageOf, printableText } from '../base/errors.ts';

/** A decoded image: height × width × 3 bytes (red, green, blue), row-major. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** A small file can stand for a huge image; no photograph has so many pixels. */
const MOST_PIXELS = 2 ** 28;
const FORMATS: readonly string[] = ['png', 'jpeg'];

/**
 * Decodes a PNG or JPEG file to 8-bit sRGB: upright by its EXIF orientation, transparency on black.
 *
 * @throws {HeadstartError} `data` if it is damaged, cut short, too large, or of another kind than its name says.
 */
export async function decodeImage(file: string): Promise<Picture> {
  const { default: sharp } = await import('sharp'); // not needed for other data, and slow to load
  try {
    const image = sharp(file, { limitInputPixels: MOST_PIXELS });
    const { format } = await image.metadata();
    if (!FORMATS.includes(format)) throw new Error(`it is a file of the kind ${format}`);
    const { data, info } = await image
      .autoOrient()
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { height: info.height, width: info.width, pixels: inColour(data, info.channels) };
  } catch (error) {
    throw new HeadstartError('data', {
      file: printableText(file),
      message: `the image cannot be read (${printableText(messageOf(error)).replaceAll('\\u000a', ', ')})`,
      remedy: 'replace it with a whole PNG or JPEG file, or remove it',
    });
  }
}

function inColour(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  const pixels = new Uint8Array((data.length / channels) * 3);
  for (let index = 0; index < pixels.length; index++) pixels[index] = data[Math.floor(index / 3) * channels]!;
  return pixels;
}
