import { ascending } from './check-lists.ts';
import { isMapping, listAt, type Mapping, type Path, valueAt } from './path.ts';
import { SIZES } from './schema.ts';
import type { Finding } from './source.ts';

/** Whether the keys of the design go together, and the targets and sources suit it. */
export function checkDesign(suite: Mapping, targets: readonly (readonly [Path, unknown])[]): Finding[] {
  const episodes = valueAt(suite, ['design', 'episodes']);
  const findings = [...excluded(suite), ...singleHoldout(suite)];
  if (episodes === undefined) return [...findings, ...targets.flatMap(([path, target]) => missingSizes(path, target))];
  return [
    ...findings,
    ...targets.flatMap(([path, target]) => sizesBesideShots(path, target)),
    ...repeatedCheckpoints(suite),
    ...ascending(listAt(episodes, 'shots'), ['design', 'episodes', 'shots'], 'number'),
  ];
}

/** How many repeats and folds an unchecked design has, where it can be read. */
export function cellsOf(suite: Mapping): { readonly repeats: unknown; readonly folds: unknown } {
  const design = suite['design'];
  const at = (...path: string[]) => valueAt(design, path);
  if (design === '5x2' || at('cv') !== undefined) return { repeats: 5, folds: 2 };
  if (at('episodes') !== undefined) return { repeats: at('episodes', 'count') ?? 600, folds: 1 };
  if (at('seeds') !== undefined) return { repeats: at('seeds'), folds: 1 };
  return { repeats: at('repeats') ?? 1, folds: at('holdout') === undefined ? (at('folds') ?? 5) : 1 };
}

/** A key that names a kind of design, and the keys that do not go with it: each with a remedy of its own, if any. */
const EXCLUDED: readonly (readonly [key: string, others: Readonly<Record<string, string | null>>])[] = [
  [
    'episodes',
    {
      folds: null,
      repeats: 'remove it: `episodes.count` says how many there are',
      cv: null,
      holdout: null,
      seeds: null,
      groups: 'remove it: episodes are drawn by example',
    },
  ],
  [
    'cv',
    {
      folds: 'remove it: 5×2 has two folds',
      repeats: 'remove it: 5×2 has five repeats',
      holdout: null,
      seeds: null,
    },
  ],
  ['seeds', { folds: null, repeats: 'remove it: `seeds` says how often training is repeated, on one split' }],
  ['holdout', { folds: null }],
];

function excluded(suite: Mapping): Finding[] {
  const design = suite['design'];
  const [owner, others] = EXCLUDED.find(([key]) => valueAt(design, [key]) !== undefined) ?? ['', {}];
  return Object.entries(others).flatMap(([key, remedy]): Finding[] =>
    valueAt(design, [key]) === undefined
      ? []
      : [
          {
            path: ['design', key],
            at: 'key',
            message: `\`${owner}\` and \`${key}\` exclude each other`,
            remedy: remedy ?? 'remove one of the two',
          },
        ],
  );
}

/** One random hold-out gives one pair of scores. */
function singleHoldout(suite: Mapping): Finding[] {
  const design = suite['design'];
  const repeats = valueAt(design, ['repeats']);
  const kind = ['episodes', 'cv', 'seeds', 'holdout'].find((key) => valueAt(design, [key]) !== undefined);
  if (kind !== 'holdout' || (repeats !== undefined && repeats !== 1)) return [];
  const message = 'one hold-out gives one pair of scores, which no test can be made of';
  const remedy = 'write `repeats: 10` for new splits, or `seeds: 10` for one split';
  return repeats === undefined
    ? [{ path: ['design', 'holdout'], at: 'key', message, remedy }]
    : [{ path: ['design', 'repeats'], received: repeats, message, remedy }];
}

function missingSizes(path: Path, target: unknown): Finding[] {
  if (!isMapping(target) || target['sizes'] !== undefined) return [];
  return [{ path, message: 'the key "sizes" is missing', remedy: `add \`sizes: …\` (${SIZES})` }];
}

function sizesBesideShots(path: Path, target: unknown): Finding[] {
  if (valueAt(target, ['sizes']) === undefined) return [];
  const remedy = 'remove it: an episode has `ways` × `shots` training examples';
  return [{ path: [...path, 'sizes'], at: 'key', message: '`episodes` and `sizes` exclude each other', remedy }];
}

/** All episodes are drawn from one pool, and start from the one checkpoint of each source. */
function repeatedCheckpoints(suite: Mapping): Finding[] {
  const sources = isMapping(suite['sources']) ? Object.entries(suite['sources']) : [];
  return sources.flatMap(([name, source]): Finding[] => {
    const path: Path = ['sources', name];
    const findings: Finding[] = [];
    if (valueAt(source, ['checkpoints']) === 'per-repeat') {
      const remedy = 'use `checkpoints: one`, or leave it away';
      const message = 'episodes have no repeats: all start from one checkpoint';
      findings.push({ path: [...path, 'checkpoints'], received: 'per-repeat', message, remedy });
    }
    const examples = valueAt(source, ['examples']);
    if (examples === 'fold' || examples === 'subset') {
      const remedy = 'use `examples: drawn`, from data of other classes';
      const message = 'each episode would need a pre-training of its own';
      findings.push({ path: [...path, 'examples'], received: examples, message, remedy });
    }
    return findings;
  });
}
