import { expect, test } from 'vitest';
import { z } from 'zod';
import { variants } from '../../src/suite/variants.ts';

const shapes = {
  circle: { title: 'a circle', schema: z.strictObject({ radius: z.number() }) },
  ring: {
    title: 'a ring',
    schema: z
      .strictObject({ inner: z.number(), outer: z.number() })
      .refine(({ inner, outer }) => inner < outer, 'is inside out'),
  },
};
const shape = variants('shape', 'shape', shapes, ({ title }) => ({ label: z.string().default(title) }));

const messagesOf = (value: unknown) => shape.safeParse(value).error?.issues.map(({ message }) => message);

test('an entry joins the schema with its own options, the common keys and its own checks', () => {
  expect(shape.parse({ shape: 'circle', radius: 1 })).toEqual({ shape: 'circle', radius: 1, label: 'a circle' });
  expect(messagesOf({ shape: 'ring', inner: 2, outer: 1 })).toEqual(['is inside out']);
  expect(messagesOf({ shape: 'circle', radius: 1, outer: 1 })).toHaveLength(1);
});

test('an unknown entry is named with the known ones', () => {
  expect(messagesOf({ shape: 'rings' })).toEqual(['unknown shape; did you mean "ring"? known: circle, ring']);
  expect(messagesOf({})).toEqual(['shape: circle, ring']);
});
