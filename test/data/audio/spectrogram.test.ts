import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/base/random.ts';
import { powerSpectrum } from '../../../src/data/audio/fft.ts';
import { melBands } from '../../../src/data/audio/mel.ts';
import { resampler } from '../../../src/data/audio/resample.ts';
import { spectrograph } from '../../../src/data/audio/spectrogram.ts';
import { tone } from './wav-bytes.ts';

describe('power spectra', () => {
  test('are those of the sum that defines them', () => {
    for (const size of [2, 4, 32]) {
      const random = stream('signal', { size });
      const signal = Float64Array.from({ length: size }, random.normal);
      const powers = new Float64Array(size / 2 + 1);
      powerSpectrum(size)(signal, powers);
      powers.forEach((power, bin) => {
        let [real, imaginary] = [0, 0];
        signal.forEach((value, index) => {
          real += value * Math.cos((2 * Math.PI * bin * index) / size);
          imaginary += value * Math.sin((2 * Math.PI * bin * index) / size);
        });
        expect(power).toBeCloseTo(real ** 2 + imaginary ** 2, 9);
      });
    }
  });

  test('are of powers of two only', () => {
    for (const size of [0, 1, 12]) expect(() => powerSpectrum(size)).toThrow(RangeError);
  });
});

describe('resampling', () => {
  test('keeps a tone that both rates hold, and takes away one that the new rate cannot hold', () => {
    const middle = (samples: Float32Array) => samples.subarray(400, 600);
    const kept = middle(resampler(16_000, 8000)(tone(16_000, 1000, 0.2)));
    const expected = middle(tone(8000, 1000, 0.2));
    expect(kept.every((value, index) => Math.abs(value - expected[index]!) < 0.01)).toBe(true);
    const gone = middle(resampler(16_000, 8000)(tone(16_000, 6000, 0.2)));
    expect(gone.every((value) => Math.abs(value) < 0.02)).toBe(true);
  });

  test('is linear, gives as many samples as the rates say, and changes nothing where they are equal', () => {
    const rates = fc.constantFrom(8000, 11_025, 16_000, 22_050, 44_100, 48_000);
    fc.assert(
      fc.property(rates, rates, fc.nat(80), fc.nat(), (from, to, length, seed) => {
        const random = stream('sound', { seed });
        const [a, b] = [0, 1].map(() => Float32Array.from({ length }, () => random.uniform() - 0.5));
        const resample = resampler(from, to);
        const sum = resample(a!.map((value, index) => value + 2 * b![index]!));
        expect(sum).toHaveLength(Math.ceil((length * to) / from));
        const [first, second] = [resample(a!), resample(b!)];
        expect(sum.every((value, index) => Math.abs(value - first[index]! - 2 * second[index]!) < 1e-5)).toBe(true);
        if (from === to) expect(first).toEqual(a);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});

describe('spectrograms', () => {
  const form = { rate: 8000, seconds: 0.5, window: 32, hop: 16, bands: 24 };

  test('show a full-scale tone at 0 dB in its band, half of it 6 dB lower, and silence as 0', () => {
    const { length, shape, levels, bytes } = spectrograph(form);
    expect(length).toBe(4000);
    expect(shape).toEqual([30, 24, 1]);
    const [loud, soft] = [1, 0.5].map((amplitude) => {
      const result = new Float64Array(30 * 24);
      levels(tone(8000, 1000, 0.5, amplitude), result);
      return Math.max(...result.subarray(0, 24));
    });
    expect(Math.abs(loud!)).toBeLessThan(1.8); // 1.76 dB are what the Hann window spreads to neighbouring bins
    expect(loud! - soft!).toBeCloseTo(20 * Math.log10(2), 6);
    const silent = new Uint8Array(30 * 24).fill(9);
    bytes(new Float32Array(4000), silent);
    expect(silent.every((byte) => byte === 0)).toBe(true);
  });

  test('a higher tone is in a higher band', () => {
    const { shape, bytes } = spectrograph(form);
    const loudest = [200, 500, 1000, 2000, 3500].map((hertz) => {
      const result = new Uint8Array(shape[0] * shape[1]);
      bytes(tone(8000, hertz, 0.5), result);
      const row = result.subarray(0, shape[1]);
      return row.indexOf(Math.max(...row));
    });
    expect([...loudest].sort((a, b) => a - b)).toEqual(loudest);
    expect(new Set(loudest).size).toBe(loudest.length);
  });

  test('every mel filter hears something, or there is no bank', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 128 }), fc.constantFrom(8000, 16_000, 44_100), (count, rate) => {
        const bands = melBands(count, rate, 256);
        if (bands === null) return;
        expect(bands).toHaveLength(count);
        for (const { first, weights } of bands) {
          expect(weights.length).toBeGreaterThan(0);
          expect(weights.every((weight) => weight > 0 && weight <= 1)).toBe(true);
          expect(first + weights.length).toBeLessThanOrEqual(129);
        }
      }),
      { seed: 1, numRuns: 60 },
    );
    expect(melBands(128, 8000, 64)).toBeNull();
  });

  test.each([
    [{ ...form, bands: 128 }, '128 mel bands are too many for a window of 32 ms at 8000 samples a second'],
    [{ ...form, window: 600 }, 'a clip of 0.5 s is shorter than one window'],
  ])('%j: %s', (wrong, message) => {
    expect(() => spectrograph(wrong)).toThrow(message);
  });
});
