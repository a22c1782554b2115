import type { Dataset } from '../../src/data/contract.ts';
import { selectClasses } from '../../src/data/view.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Plan, PlanOptions, Selection, Semantics } from '../../src/plan/plan.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { makeDataset } from '../data/make-dataset.ts';

export const SEMANTICS: Semantics = { code: 'code', engine: 'wasm', device: 'cpu', versions: { tfjs: '1' } };

/** A suite on ten made-up classes; each argument replaces a line of it. */
export function suiteText(lines: Readonly<Record<string, string>> = {}): string {
  const all: Record<string, string> = {
    suite: 'planned',
    version: '1',
    question: 'Is the plan right?',
    data: '{ low: { use: mnist, classes: [0, 1, 2], size: 60 }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }',
    model: '{ backbone: mlp, hidden: [6, 5] }',
    sources: '{ low-digits: { data: low, objective: classification, steps: 20 } }',
    target: '{ data: high, metric: accuracy, sizes: [6, 20] }',
    arms: '{ scratch: scratch, full: { preset: full, from: low-digits } }',
    training: '{ optimizer: adam, lr: 1e-2, batch: 8, steps: 10 }',
    design: '{ folds: 3, repeats: 2, seed: 1 }',
    compare: '{ reference: scratch, rope: 0.01 }',
    ...lines,
  };
  return Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** Thirty examples of each digit, 2 × 2 pixels. */
export const DIGITS = (() => {
  const made = makeDataset({ counts: new Array<number>(10).fill(30), shape: [2, 2, 1] });
  return { ...made, classes: made.classes.map((name) => name.slice(1)) };
})();

/** `DIGITS`, each of which belongs to a group. */
export function withGroups(group: (row: number) => number): typeof DIGITS & Required<Pick<Dataset, 'groups'>> {
  const groups = new Int32Array(new SharedArrayBuffer(4 * DIGITS.count));
  groups.set(Array.from({ length: DIGITS.count }, (_, row) => group(row)));
  return { ...DIGITS, groups };
}

/** The plan of `suiteText(lines)` over `DIGITS`. */
export function planOf(
  lines: Readonly<Record<string, string>> = {},
  options: {
    readonly semantics?: Semantics;
    readonly selection?: Selection;
    readonly suiteFile?: string;
    /** The group of each example, by its row: 30 of each digit, one digit after the other. */
    readonly groups?: (row: number) => number;
  } & PlanOptions = {},
): Plan {
  const suite = parseSuite(suiteText(lines), options.suiteFile ?? 'suites/planned.yaml');
  const digits = options.groups === undefined ? DIGITS : withGroups(options.groups);
  const catalog = new Map(
    Object.entries(suite.data).map(([name, { classes }]) => [name, selectClasses(digits, classes!)]),
  );
  return makePlan(suite, catalog, options.semantics ?? SEMANTICS, options.selection, options);
}
