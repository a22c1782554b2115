/** Colour arithmetic for tests: WCAG contrast, and perceived distance under colour-blindness. */

type Rgb = readonly [number, number, number];
export type Vision = 'normal' | 'deuteranopia' | 'protanopia';

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const VISION: Readonly<Record<Vision, readonly [Rgb, Rgb, Rgb]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};

/** `#abc`, `#aabbcc` or `rgb(…)` as red, green and blue, each 0 to 255. */
function parts(colour: string): number[] {
  const wide = colour.replace(/^#(\w)(\w)(\w)$/, '#$1$1$2$2$3$3');
  return wide.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(wide.slice(at, at + 2), 16))
    : (wide.match(/[\d.]+/g) ?? []).map(Number);
}

/** The same as linear RGB. */
function linear(colour: string): Rgb {
  const [r = 0, g = 0, b = 0] = parts(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

/** A colour over another, as browsers lay it: shares of the sRGB values. */
export function mixed(over: string, ground: string, opacity: number): string {
  const [top, below] = [over, ground].map(parts);
  return `rgb(${top!.map((part, at) => opacity * part + (1 - opacity) * below![at]!).join(', ')})`;
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrastRatio(one: string, other: string): number {
  const [high = 0, low = 0] = [one, other]
    .map((colour) => {
      const [r, g, b] = linear(colour);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** Distance in Oklab (Ottosson 2020), times 100, as seen with a kind of vision. */
export function oklabDistance(one: string, other: string, vision: Vision): number {
  const [a, b] = [oklab(one, vision), oklab(other, vision)];
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function oklab(colour: string, vision: Vision): Rgb {
  const rgb = linear(colour);
  const [r, g, b] = VISION[vision].map((row) =>
    Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])),
  ) as unknown as Rgb;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
