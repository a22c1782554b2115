import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/contract.ts';
import { plain } from '../../src/report/text.ts';
import { answers, headline } from '../../src/report/words.ts';
import { type Outcome, patterned } from './patterned.ts';

const ask = 'Do the digits 0–4 help a small CNN learn 5–9?';
const tell = 'How should a small CNN learn 5–9?';

function lead(comparison: Comparison): string {
  return plain(headline(comparison));
}

function _told(comparison: Comparison): string[] {
  return answers(comparison).flatMap(({ target, sentences }) =>
    sentences.map((text) => `${target === null ? '' : `${target}: `}${plain(text)}`),
  );
}

/** Headline of one arm by its outcomes at 50, 150 and 500 examples. */
function _oneArm(outcomes: readonly Outcome[], question = ask): string {
  return lead(patterned({ full: outcomes }, { question }));
}

const [up, down, same, open] = ['helps', 'hurts', 'equivalent', 'inconclusive'] as const;

describe('the headline of several targets', () => {
  const targets = (patterns: Outcome[][], question = ask) =>
    lead(
      patterned(
        patterns.map((outcomes) => ({ full: outcomes })),
        { question },
      ),
    );

  test('says where they agree and where not', () => {
    expect(
      [
        targets([
          [up, up, same],
          [up, up, same],
        ]),
        targets([
          [up, up, same],
          [open, open, open],
        ]),
        targets([
          [up, up, same],
          [down, open, open],
          [same, same, same],
        ]),
        targets([
          [open, open, open],
          [same, same, same],
        ]),
        targets([
          [down, down, down],
          [same, same, same],
        ]),
        targets([
          [same, same, open],
          [same, same, same],
          [up, up, up],
          [up, up, same],
          [up, same, same],
          [up, up, up],
        ]),
        targets(
          [
            [up, up, same],
            [open, open, open],
          ],
          tell,
        ),
      ].join('\n'),
    ).toMatchInlineSnapshot(`
      "On both targets: yes, up to 150 examples.
      Yes, on 1 of 2 targets: target-1.
      Yes, on 1 of 3 targets: target-1; an arm hurts on 1 of 3 targets: target-2.
      Not settled on 1 of 2 targets: target-1.
      No help on any of 2 targets; an arm hurts on 1 of 2 targets: target-1.
      Yes, on 4 of 6 targets.
      Transfer helps on 1 of 2 targets: target-1."
    `);
  });
});
