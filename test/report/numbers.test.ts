import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chance,
  day,
  decimal,
  difference,
  gain,
  given,
  operations,
  plural,
  pValue,
  range,
  score,
  seconds,
  signed,
} from '../../src/report/numbers.ts';
import { accuracy, logLoss } from './options.ts';

test('differences have signs, proper minus, and units', () => {
  expect(gain(accuracy, 0.1243, 1)).toBe('+12.4');
  expect(gain(accuracy, -0.031, 1)).toBe('−3.1');
  expect(gain(accuracy, -0.0001, 1)).toBe('0.0');
  expect(difference(accuracy, 0.01, 0)).toBe('1 point');
  expect(difference(accuracy, 0.124, 1)).toBe('12.4 points');
  expect(difference(logLoss, 0.124, 2)).toBe('0.12');
  expect(range(accuracy, [-0.004, 0.015], 1)).toBe('−0.4 to 1.5');
  expect(score(accuracy, 0.9312, 1)).toBe('93.1 %');
});

test('numbers that decimals cannot show are written with powers of ten', () => {
  expect(decimal(1234567.891, 1)).toBe('1,234,567.9');
  expect(decimal(4.2e12, 0)).toBe('4.2×10¹²');
  expect(decimal(-4.2e-9, 10)).toBe('−4.2×10⁻⁹');
  expect(decimal(0, 10)).toBe('0.000000');
});

test('floating-point operations have two or three digits and a prefix', () => {
  expect([0, 840, 999, 9_940, 47_000, 999_600, 5.94e6, 2.11e8, 1.05e11, 6.3e12, 3.14e23].map(operations)).toEqual([
    '0 FLOP',
    '840 FLOP',
    '999 FLOP',
    '9.9 kFLOP',
    '47 kFLOP',
    '1.0 MFLOP',
    '5.9 MFLOP',
    '211 MFLOP',
    '105 GFLOP',
    '6.3 TFLOP',
    '314,000 EFLOP',
  ]);
});

test('probabilities and p never claim certainty', () => {
  expect([0, 0.001, 0.5, 0.96, 0.9999, 1].map(chance)).toEqual(['0 %', '< 1 %', '50 %', '96 %', '> 99 %', '100 %']);
  expect([0.9461, 0.9499, 0.95, 0.9501, 0.9532].map(chance)).toEqual([
    '94.6 %',
    '94.9 %',
    '94.9 %',
    '95.1 %',
    '95.4 %',
  ]);
  expect([1e-9, 0.0341, 0.24, 1].map(pValue)).toEqual(['< 0.001', '0.034', '0.24', '1.00']);
});

test('words around numbers', () => {
  expect([plural(1, 'trial'), plural(1500, 'trial')]).toEqual(['1 trial', '1,500 trials']);
  expect([0.42, 24.31, 150, 3600, 9000, 90_000].map(seconds)).toEqual([
    '0.42 s',
    '24 s',
    '2.5 min',
    '60 min',
    '2.5 h',
    '25 h',
  ]);
  expect([0.95 * 100, 0.01 * 100, 0.5, 12].map(given)).toEqual(['95', '1', '0.5', '12']);
  expect([day('2026-11-23T23:59:00Z'), day('not a date')]).toEqual(['23 Nov 2026', 'not a date']);
});

test('every finite number has a short, readable text that parses back to about itself', () => {
  const number = fc.double({ min: -1e300, max: 1e300, noNaN: true });
  fc.assert(
    fc.property(number, fc.nat(12), (value, decimals) => {
      const text = signed(value, decimals);
      expect(text).toMatch(/^[+−]?[\d,]+(\.\d+)?(×10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?$/);
      expect(text.length).toBeLessThan(24);
      const back = Number(
        text
          .replace('−', '-')
          .replaceAll(',', '')
          .replace('×10', 'e')
          .replace('⁻', '-')
          .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit))),
      );
      expect(Math.abs(back - value)).toBeLessThanOrEqual(
        Math.max(Math.abs(value) * 0.051, 0.5000001 * 10 ** -Math.min(decimals, 6)),
      );
    }),
  );
});
