import { HeadstartError } from '../base/errors.ts';
import { imageBytes } from './image-dataset.ts';

/**
 * Images that are stored plane by plane (all red, then all green, then all blue) as height × width × 3.
 *
 * @param planes holds `count` images of 3 × side × side bytes, at `first` and every `stride` bytes from there; `order` is
 *   what lies side by side in a plane: the pixels of a row, or of a column.
 */
export function interleave(
  planes: Uint8Array,
  layout: { count: number; first: number; stride: number; side: number; order: 'rows' | 'columns' },
): Uint8Array<SharedArrayBuffer> {
  const { count, first, stride, side, order } = layout;
  const area = side * side;
  const images = imageBytes(count, [side, side, 3]);
  const [down, across] = order === 'rows' ? [side, 1] : [1, side];
  let at = 0;
  for (let image = 0; image < count; image++) {
    const from = first + image * stride;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const pixel = from + row * down + column * across;
        images[at++] = planes[pixel]!;
        images[at++] = planes[pixel + area]!;
        images[at++] = planes[pixel + 2 * area]!;
      }
    }
  }
  return images;
}

/**
 * How many records of a size a file holds.
 *
 * @throws {HeadstartError} `data` if it holds none, or a part of one.
 */
export function countRecords(file: string, bytes: number, record: number, remedy: string): number {
  if (bytes > 0 && bytes % record === 0) return bytes / record;
  throw new HeadstartError('data', {
    file,
    message: `a whole number of records of ${record} bytes is needed`,
    received: `${bytes} bytes`,
    remedy,
  });
}
