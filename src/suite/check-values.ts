import { hasOwnClasses } from '../data/classes.ts';
import { targetWords } from '../data/targets.ts';
import { checkAnalyse } from './check-analyse.ts';
import { checkCompare, checkMetrics } from './check-compare.ts';
import { checkDesign } from './check-design.ts';
import { checkGate } from './check-gate.ts';
import { ascending, repeated } from './check-lists.ts';
import { knownTargets } from './known-targets.ts';
import { isMapping, listAt, type Mapping, type Path, valueAt } from './path.ts';
import type { Finding } from './source.ts';
import { suggest } from './suggest.ts';

/** Values that are right by themselves and wrong together. Like `checkNames`, for files with other mistakes too. */
export function checkValues(suite: Mapping): Finding[] {
  const data = membersOf(suite, 'data');
  const targets: [Path, unknown][] = [...membersOf(suite, 'targets')];
  if (suite['target'] !== undefined) targets.push([['target'], suite['target']]);
  return [
    ...data.flatMap(([path, choice]) => checkData(path, choice)),
    ...checkTargetKeys(suite),
    ...targets.flatMap(([path, target]) => checkTarget(path, target)),
    ...targets.flatMap(([path, target]) => checkMetrics(suite, path, target)),
    ...checkBudget(suite['training']),
    ...checkDesign(suite, targets),
    ...checkAnalyse(
      suite,
      targets.map(([, target]) => target),
    ),
    ...checkCompare(
      suite,
      targets.map(([, target]) => target),
    ),
    ...checkGate(
      suite,
      targets.map(([, target]) => target),
    ),
  ];
}

function membersOf(suite: Mapping, section: string): [Path, unknown][] {
  const value = suite[section];
  return isMapping(value) ? Object.entries(value).map(([name, member]) => [[section, name], member]) : [];
}

function checkData(path: Path, choice: unknown): Finding[] {
  const classes = listAt(choice, 'classes').map((name) => (typeof name === 'number' ? String(name) : name));
  const findings = [...repeated(classes, [...path, 'classes'], 'class'), ...checkFiles(path, choice, classes)];
  if (isMapping(choice) && choice['size'] !== undefined && choice['pool'] !== undefined) {
    const remedy = 'keep `size` for exactly so many examples, or `pool` for at most so many';
    findings.push({ path: [...path, 'pool'], at: 'key', message: '`size` and `pool` exclude each other', remedy });
  }
  return findings;
}

/** Classes of examples that have none, and those whose names lie in files, which the schema cannot know. */
function checkFiles(path: Path, choice: unknown, classes: readonly unknown[]): Finding[] {
  const known = knownTargets(choice);
  if (known.status === 'refused') {
    const { file, message, ...about } = known.problem;
    const where = isMapping(choice) && choice['path'] !== undefined ? [...path, 'path'] : path;
    return [{ ...about, path: where, message: file === undefined ? message : `${file}: ${message}` }];
  }
  if (known.status === 'unreadable') return []; // the schema has said so
  const { use, targets } = known;
  if (targets.kind !== 'classes') {
    if (classes.length === 0) return [];
    const message =
      targets.kind === 'labels'
        ? `the examples have ${targetWords(targets)} each, of which none is theirs alone`
        : `the examples have ${targetWords(targets)} and no classes`;
    return [{ path: [...path, 'classes'], message, received: classes, remedy: 'remove it: all examples are kept' }];
  }
  if (!hasOwnClasses(use)) return []; // the schema has judged them
  return classes.flatMap((name, index) =>
    typeof name !== 'string' || targets.classes.includes(name)
      ? []
      : [
          {
            path: [...path, 'classes', index],
            received: name,
            message: 'unknown class',
            remedy: suggest(name, targets.classes),
          },
        ],
  );
}

function checkTargetKeys(suite: Mapping): Finding[] {
  const given = ['target', 'targets'].filter((key) => suite[key] !== undefined);
  if (given.length === 1) return [];
  if (given.length === 0) {
    return [
      { path: [], message: 'the key "target" is missing', remedy: 'add `target: { data: …, metric: …, sizes: […] }`' },
    ];
  }
  const remedy = 'move the one target under `targets`, or remove one of the two keys';
  return [{ path: ['targets'], at: 'key', message: '`target` and `targets` exclude each other', remedy }];
}

function checkTarget(path: Path, target: unknown): Finding[] {
  const also = listAt(target, 'also');
  const findings = ascending(listAt(target, 'sizes'), [...path, 'sizes'], 'size');
  const primary = also.indexOf(valueAt(target, ['metric']));
  if (primary >= 0) {
    const message = 'this is the primary metric already';
    findings.push({ path: [...path, 'also', primary], received: also[primary], message, remedy: 'remove it here' });
  }
  return [...findings, ...repeated(also, [...path, 'also'], 'metric')];
}

function checkBudget(training: unknown): Finding[] {
  if (!isMapping(training)) return [];
  const { steps, epochs } = training;
  const key = (name: string, message: string, remedy: string): Finding[] => [
    { path: ['training', name], at: 'key', message, remedy },
  ];
  if (steps === undefined && epochs === undefined) {
    return [
      {
        path: ['training'],
        message: 'the key "steps" is missing',
        remedy: 'add `steps: …` (optimizer steps), or `epochs: …`',
      },
    ];
  }
  if (steps !== undefined && epochs !== undefined) {
    return key('epochs', '`steps` and `epochs` exclude each other', 'keep one of the two');
  }
  if (steps !== undefined && training['min-steps'] !== undefined) {
    return key('min-steps', '`min-steps` belongs to `epochs`', 'remove it: `steps` is the budget already');
  }
  const every = valueAt(training, ['observe', 'every']);
  if (countIn(every) > countIn(steps)) {
    const remedy = `write ${countIn(steps)} or less`;
    return [
      {
        path: ['training', 'observe', 'every'],
        received: every,
        message: 'training ends before the first observation',
        remedy,
      },
    ];
  }
  return [];
}

/** The number in `300` or `300 steps`; NaN if there is none. */
function countIn(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number.parseFloat(String(value)) : Number.NaN;
}
