import { describe, expect, test } from 'vitest';
import { pointwise } from '../gradient-cases/pointwise.ts';
import { structural } from '../gradient-cases/structural.ts';
import { deviations, type Example } from './compare.ts';

const examples = [...pointwise, ...structural].map(
  ({ kernel, variant, inputs, apply }): Example => ({
    label: `${kernel} (${variant})`,
    inputs,
    apply,
    by: inputs.map((_, index) => index),
    reference: kernel === 'AvgPool' ? 'wasm' : 'cpu',
  }),
);

describe('compiled, forward pass and gradient of every kernel that has one', () => {
  const groups = new Map<string, Example[]>();
  for (const example of examples) {
    const kernel = example.label.split(' ')[0]!;
    groups.set(kernel, [...(groups.get(kernel) ?? []), example]);
  }
  test.each([...groups])('%s', async (_kernel, group) => {
    expect((await deviations(group)).found).toEqual([]);
  });
});
