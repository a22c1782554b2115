import { ascending } from './check-lists.ts';
import { isMapping, listAt, type Mapping, type Path, valueAt } from './path.ts';
import { SIZES } from './schema.ts';
import type { Finding } from './source.ts';

/** Whether the design is one of folds or one of episodes, and the targets and sources suit it. */
export function checkDesign(suite: Mapping, targets: readonly (readonly [Path, unknown])[]): Finding[] {
  const episodes = valueAt(suite, ['design', 'episodes']);
  if (episodes === undefined) return targets.flatMap(([path, target]) => missingSizes(path, target));
  return [
    ...excluded(suite),
    ...targets.flatMap(([path, target]) => sizesBesideShots(path, target)),
    ...repeatedCheckpoints(suite),
    ...ascending(listAt(episodes, 'shots'), ['design', 'episodes', 'shots'], 'number'),
  ];
}

function missingSizes(path: Path, target: unknown): Finding[] {
  if (!isMapping(target) || target['sizes'] !== undefined) return [];
  return [{ path, message: 'the key "sizes" is missing', remedy: `add \`sizes: …\` (${SIZES})` }];
}

function excluded(suite: Mapping): Finding[] {
  return ['folds', 'repeats'].flatMap((key) =>
    valueAt(suite, ['design', key]) === undefined
      ? []
      : [
          {
            path: ['design', key],
            at: 'key' as const,
            message: `\`episodes\` and \`${key}\` exclude each other`,
            remedy: key === 'folds' ? 'remove one of the two' : 'remove it: `episodes.count` says how many there are',
          },
        ],
  );
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
