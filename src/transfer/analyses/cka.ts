import { z } from 'zod';
import { readingStages } from '../../model/network.ts';
import { bothCka } from '../../stats/cka.ts';
import { stageOutputs } from '../stage-outputs.ts';
import { chosen, namesIn, trained } from './choices.ts';
import type { AnalysisEntry, FindingRow, Piece } from './contract.ts';
import { found } from './found.ts';

const pair = z.tuple([z.string(), z.string()]);

const schema = z.union([z.literal('all'), z.array(z.string()).min(1), z.array(pair).min(1)], {
  error: ({ input }) =>
    input === undefined ? undefined : 'must be `all`, arms or pairs of arms; write all, [arm, …] or [[arm, arm], …]',
});

type Options = z.output<typeof schema>;

/** How alike two arms represent the same held-out examples, stage by stage, and each arm and what it started from. */
export const cka = {
  name: 'cka',
  title: 'similarity of two arms’ representations, and of each with its own start, by stage',
  reference: 'Kornblith, Norouzi, Lee & Hinton 2019, “Similarity of neural network representations revisited”',
  schema,
  names: (options) =>
    isPairs(options)
      ? options.flatMap((names, index) => namesIn(names, 'arm', [index]))
      : namesIn(options as AllOrArms, 'arm'),
  needs: (options, { arms }) => {
    const pairs = pairsOf(options, arms);
    const alone = isPairs(options) ? [...new Set(pairs.flat())] : chosen(options as AllOrArms, arms);
    return [
      ...pairs.map(([a, b]): Piece => ({ subjects: [trained(a), trained(b)], settings: {} })),
      ...alone.map((arm): Piece => ({ subjects: [trained(arm), { arm, state: 'start' }], settings: {} })),
    ];
  },
  // The products of features run in JavaScript, at a few hundredths of an engine's speed.
  work: ({ widths, sample }) =>
    30 * widths.reduce((total, width) => total + sample * width * Math.min(sample, 2 * width), 0),
  run: async ({ engine, subjects, sample, stopped }) => {
    const [one, other] = subjects.map((model) => {
      const stages = readingStages(model.architecture.stages.slice(0, -1)).map(({ name }) => name);
      return stageOutputs(engine, model, stages, sample, stopped);
    });
    const rows: FindingRow[] = [];
    for await (const mine of one!) {
      const theirs = (await other!.next()).value!;
      const { linear, debiased } = bothCka(mine, theirs);
      rows.push(found('cka', mine.stage, linear), found('cka-debiased', mine.stage, debiased));
    }
    return { rows, maps: [] };
  },
} as const satisfies AnalysisEntry<'cka', typeof schema>;

type AllOrArms = 'all' | string[];

function isPairs(options: Options): options is [string, string][] {
  return Array.isArray(options[0]);
}

/** Each pair once, where both arms are present. */
function pairsOf(options: Options, arms: readonly string[]): (readonly [string, string])[] {
  if (isPairs(options)) return options.filter((names) => names.every((name) => arms.includes(name)));
  const names = chosen(options as AllOrArms, arms);
  return names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));
}
