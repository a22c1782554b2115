/** One filter of a bank: what it weighs the powers by, from frequency bin `first` on. */
export interface Band {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Hertz to mel, as HTK has it: 2595·log₁₀(1 + f/700) (O'Shaughnessy 1987; The HTK Book, section 5.4). */
export function melOf(hertz: number): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

function hertzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/**
 * Triangular filters, evenly spaced and half overlapping on the mel scale from 0 Hz to half the rate (Davis &
 * Mermelstein 1980). Each has height 1 at its middle: no area is made equal, as Slaney's bank would.
 *
 * @param size of the Fourier transform: bin k lies at k·rate/size, up to size/2.
 * @returns null if a filter lies between two bins, and would hear nothing.
 */
export function melBands(count: number, rate: number, size: number): Band[] | null {
  const top = melOf(rate / 2);
  const corner = (index: number): number => hertzOf((top * index) / (count + 1));
  const bands = Array.from({ length: count }, (_, index) => {
    const [low, middle, high] = [corner(index), corner(index + 1), corner(index + 2)];
    const weights = Array.from({ length: size / 2 + 1 }, (_, bin) => {
      const hertz = (bin * rate) / size;
      return Math.max(0, Math.min((hertz - low) / (middle - low), (high - hertz) / (high - middle)));
    });
    const first = weights.findIndex((weight) => weight > 0);
    const end = weights.findLastIndex((weight) => weight > 0) + 1;
    return { first, weights: Float64Array.from(weights.slice(Math.max(0, first), end)) };
  });
  return bands.every(({ first }) => first !== -1) ? bands : null;
}
