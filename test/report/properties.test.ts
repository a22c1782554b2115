import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { plain } from '../../src/report/text.ts';
import {
  certaintyTitle,
  convergenceTitle,
  fairnessTitle,
  learningTitle,
  repeatTitle,
} from '../../src/report/titles.ts';
import { answers, definitions, facts, headline, summaryLines } from '../../src/report/words.ts';
import { makeComparison } from './make-comparison.ts';
import type { ArmPlan, Options } from './options.ts';
import { pageFigures, pageMarkup } from './page-markup.ts';
import { type Outcome, patterned } from './patterned.ts';

/** What a broken computation looks like in text. */
const BROKEN = /NaN|undefined|Infinity|\[object|null/;

const word = fc
  .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
  .filter((text) => !BROKEN.test(text) && text.trim() !== '');

/** Comparisons whose numbers span every magnitude, with names of any script. */
const measured: fc.Arbitrary<Comparison> = fc
  .record({
    seed: fc.nat(),
    names: fc.uniqueArray(word, { minLength: 1, maxLength: 9 }),
    effects: fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: 9, maxLength: 9 }),
    sizes: fc.uniqueArray(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 6 }),
    folds: fc.integer({ min: 1, max: 5 }),
    repeats: fc.integer({ min: 1, max: 3 }),
    noise: fc.constantFrom(0, 1e-9, 0.01, 0.2),
    targets: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
    unit: fc.constantFrom('fraction' as const, 'plain' as const),
    direction: fc.constantFrom('higher' as const, 'lower' as const),
    rope: fc.option(fc.constantFrom(0.01, 0.0005, 1e-7)),
    reach: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    scale: fc.constantFrom(1e-200, 1e-6, 1, 1e6, 1e200),
    allFailed: fc.boolean(),
    diverging: fc.boolean(),
  })
  .map(({ names, effects, sizes, unit, direction, rope, ...rest }) => {
    const arms = names.map((name, index): ArmPlan => ({ name, effect: () => effects[index] ?? 0 }));
    const options: Options = {
      ...rest,
      arms,
      allFailed: rest.allFailed && rest.seed % 8 === 0,
      sizes: sizes.toSorted((a, b) => a - b),
      metrics: [{ name: 'm', label: 'score', direction, unit, rope }],
    };
    return unit === 'plain' ? scaled(makeComparison(options), rest.scale) : makeComparison(options);
  });

/** Verdicts in any pattern. */
const judged: fc.Arbitrary<Comparison> = fc
  .record({
    outcomes: fc.array(
      fc.array(
        fc.constantFrom<Outcome>(
          'helps',
          'hurts',
          'equivalent',
          'inconclusive',
          'unjudged',
          'ties',
          'constant',
          'halves',
          'insufficient',
          'refused',
        ),
        { minLength: 3, maxLength: 3 },
      ),
      { minLength: 1, maxLength: 8 },
    ),
    targets: fc.integer({ min: 1, max: 5 }),
    question: fc.constantFrom('Does it help?', 'What is best?'),
  })
  .map(({ outcomes, targets, question }) => {
    const pattern = (turn: number) =>
      Object.fromEntries(
        outcomes.map((_, index) => [`arm-${index}`, outcomes[(index + turn) % outcomes.length] ?? []]),
      );
    return patterned(
      Array.from({ length: targets }, (_, turn) => pattern(turn)),
      { question, convergence: false },
    );
  });

/** Multiplies every number of the primary metric's unit, deep inside. */
function scaled(comparison: Comparison, scale: number): Comparison {
  const keys = new Set(['mean', 'interval', 'value', 'gain', 'detectable', 'reference', 'rope']);
  const walk = (value: unknown, inside: boolean): unknown => {
    if (typeof value === 'number') return inside ? value * scale : value;
    if (Array.isArray(value)) return value.map((item) => walk(item, inside));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, inside || keys.has(key))]));
  };
  return { ...comparison, targets: walk(comparison.targets, false) as Comparison['targets'] };
}

function sentences(comparison: Comparison): string[] {
  return [
    plain(headline(comparison)),
    plain(definitions(comparison)),
    plain(repeatTitle(comparison)),
    ...facts(comparison),
    ...answers(comparison).flatMap((answer) => answer.sentences.map((text) => plain(text))),
    ...summaryLines(comparison),
    ...comparison.targets.flatMap((target) =>
      [learningTitle, convergenceTitle, certaintyTitle, fairnessTitle].map((title) => plain(title(comparison, target))),
    ),
  ];
}

/** What a reader sees: the page without its scripts, and every word in the data of the figures. */
function visible(comparison: Comparison): string {
  const rows = pageFigures(comparison).flatMap(({ panels }) =>
    panels.flatMap(({ datasets }) => Object.values(datasets).flat()),
  );
  const words = rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string'));
  return `${pageMarkup(comparison, '../results')}${words.join('\n')}`;
}

test('no sentence shows a broken number, whatever was measured', () => {
  fc.assert(
    fc.property(measured, (comparison) => {
      for (const text of sentences(comparison)) expect(text).not.toMatch(BROKEN);
    }),
    { numRuns: 100 },
  );
});

test('sentences are whole, whatever the verdicts', () => {
  fc.assert(
    fc.property(judged, (comparison) => {
      for (const text of sentences(comparison)) expect(text).not.toMatch(BROKEN);
      const said = [headline(comparison), ...answers(comparison).flatMap((answer) => answer.sentences)];
      for (const text of said) expect(plain(text)).toMatch(/^(arm-\d|[A-Z0-9]).*[^ .,;:]\.$/s);
      for (const text of said) expect(plain(text)).not.toMatch(/ {2}| [,.;:]|[,;:]{2}|\(\)/);
    }),
    { numRuns: 150 },
  );
});

test('an answer is yes only if some verdict says that an arm helps', () => {
  fc.assert(
    fc.property(judged, (comparison) => {
      const verdicts = comparison.targets.flatMap(({ contrasts }) =>
        contrasts.flatMap((contrast) => (contrast.status === 'ok' ? [contrast.judgement.verdict] : [])),
      );
      const text = plain(headline(comparison)).toLowerCase();
      if (!verdicts.includes('helps')) expect(text).not.toMatch(/yes|\bhelps\b|arms? help/);
      if (!verdicts.includes('hurts')) expect(text).not.toMatch(/\bhurts?\b/);
      if (!verdicts.includes('equivalent')) expect(text).not.toMatch(/equivalent/);
    }),
    { numRuns: 150 },
  );
});

test('no page shows a broken number', () => {
  const shown = (comparison: Comparison) => visible(comparison).replace(/<script type="application\/json".*/s, '');
  fc.assert(
    fc.property(measured, (comparison) => {
      expect(shown(comparison).replaceAll(/<[^>]*>/g, ' ')).not.toMatch(BROKEN);
    }),
    { numRuns: 12 },
  );
}, 60_000);
