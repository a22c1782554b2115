import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packLabels, packPredictions, unpackLabels, unpackPredictions } from '../../src/model/packed-predictions.ts';

const examples = fc.integer({ min: 2, max: 300 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    rows: fc.array(
      fc.record({
        label: fc.nat({ max: classes - 1 }),
        logits: fc.array(fc.float({ min: -80, max: 80, noNaN: true }), { minLength: classes, maxLength: classes }),
      }),
      { maxLength: 8 },
    ),
  }),
);

test('the most probable class comes back as it was, its probability within half a step of 16 bits', () => {
  fc.assert(
    fc.property(examples, ({ classes, rows }) => {
      const labels = Int32Array.from(rows, ({ label }) => label);
      const logits = Float32Array.from(rows.flatMap((row) => row.logits));
      const text = packPredictions({ kind: 'classes', logits, labels, classes });
      expect(text).toMatch(/^p1\.[A-Za-z0-9+/]*=*$/);
      const found = unpackPredictions(text, rows.length, classes)!;
      const confidence = found.confidence();
      rows.forEach((row, example) => {
        const best = Math.max(...row.logits);
        const total = row.logits.reduce((sum, logit) => sum + Math.exp(logit - best), 0);
        expect(found.classes[example]).toBe(row.logits.indexOf(best));
        expect(Math.abs(confidence[example]! - 1 / total)).toBeLessThanOrEqual(0.5 / 65_535 + 1e-9);
      });
      expect([...unpackLabels(packLabels(labels, classes), classes)!]).toEqual([...labels]);
    }),
    { seed: 1 },
  );
});

test('500 examples of up to 256 classes take 2,003 characters', () => {
  const [labels, classes] = [new Int32Array(500), 256];
  expect(packPredictions({ kind: 'classes', logits: new Float32Array(500 * classes), labels, classes })).toHaveLength(
    2003,
  );
});

test.each([
  ['another length', 'p1.AAAA', 2],
  ['another version', 'p2.AAAA', 1],
  ['a class too many', 'p1.AwAA', 1],
  ['no base64', 'p1.A*AA', 1],
  ['nothing', '', 0],
])('text with %s is no predictions', (_, text, count) => {
  expect(unpackPredictions('p1.AgAA', 1, 3)).not.toBeNull();
  expect(unpackPredictions(text, count, 3)).toBeNull();
});
