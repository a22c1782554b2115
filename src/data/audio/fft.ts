/**
 * The power spectrum of real signals of one length, a power of two: |X[k]|² of X[k] = Σ x[n]·exp(−2πi·kn/size), for k from
 * 0 to size/2, by the decimation in time of Cooley & Tukey (1965), in place after bit reversal.
 *
 *
 * @returns a function that reads `size` values and writes size/2 + 1 powers.
 * @throws {RangeError} if the size is no power of two.
 */
export function powerSpectrum(size: number): (signal: Float64Array, powers: Float64Array) => void {
  const bits = Math.log2(size);
  if (!Number.isInteger(bits) || bits < 1) throw new RangeError(`a power of two is needed, received ${size}`);
  const [cosines, sines] = [new Float64Array(size / 2), new Float64Array(size / 2)];
  for (let index = 0; index < size / 2; index++) {
    cosines[index] = Math.cos((2 * Math.PI * index) / size);
    sines[index] = -Math.sin((2 * Math.PI * index) / size);
  }
  const reversed = new Uint32Array(size);
  for (let index = 1; index < size; index++)
    reversed[index] = (reversed[index >> 1]! >> 1) | ((index & 1) << (bits - 1));
  const [real, imaginary] = [new Float64Array(size), new Float64Array(size)];
  return (signal, powers) => {
    for (let index = 0; index < size; index++) real[index] = signal[reversed[index]!]!;
    imaginary.fill(0);
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let offset = 0; offset < half; offset++) {
          const [low, high] = [start + offset, start + offset + half];
          const [cosine, sine] = [cosines[offset * stride]!, sines[offset * stride]!];
          const a = real[high]! * cosine - imaginary[high]! * sine;
          const b = real[high]! * sine + imaginary[high]! * cosine;
          real[high] = real[low]! - a;
          imaginary[high] = imaginary[low]! - b;
          real[low] = real[low]! + a;
          imaginary[low] = imaginary[low]! + b;
        }
      }
    }
    for (let index = 0; index <= size / 2; index++) powers[index] = real[index]! ** 2 + imaginary[index]! ** 2;
  };
}
