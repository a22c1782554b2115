import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, type BenchResult, bench } from '../../src/bench.ts';
import { loadDataset } from '../../src/data/load.ts';
import { chooseEngine } from '../../src/engine/choose.ts';
import { type Catalog, catalogOf, dataKey } from '../../src/plan/examples.ts';
import { makePlan, type Selection } from '../../src/plan/plan.ts';
import type { Prepared } from '../../src/prepare.ts';
import { parseSuite } from '../../src/suite/load.ts';
import { DIGITS, suiteText } from '../plan/make-plan.ts';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'headstart-run-'));
}

/**
 * A suite ready to run on the wasm engine: `suiteText(lines)` over made-up digits, which take milliseconds.
 */
export async function prepared(
  lines: Readonly<Record<string, string>> = {},
  options: {
    readonly realData?: boolean;
    readonly selection?: Selection;
    /** A learning rate beyond what a suite may say. */
    readonly lr?: number;
  } = {},
): Promise<Prepared> {
  const parsed = parseSuite(suiteText(lines), 'suites/planned.yaml');
  const suite = options.lr === undefined ? parsed : { ...parsed, training: { ...parsed.training, lr: options.lr } };
  const choices = Object.values(suite.data);
  const datasets = new Map(
    await Promise.all(
      choices.map(async (choice) => [dataKey(choice), options.realData ? await loadDataset(choice) : DIGITS] as const),
    ),
  );
  const catalog: Catalog = catalogOf(suite, datasets);
  const engine = await chooseEngine({ engine: 'wasm', device: 'cpu' });
  const semantics = { code: 'test', engine: 'wasm', device: 'cpu', versions: engine.entry.versions() };
  return { plan: makePlan(suite, catalog, semantics, options.selection), catalog, datasets, engine, semantics };
}

/** Runs what was prepared, in a temporary folder unless told otherwise. */
export function run(ready: Prepared, options: Partial<BenchOptions> = {}): Promise<BenchResult> {
  return bench(ready, {
    out: temporaryFolder(),
    workers: 2,
    fresh: false,
    keepWeights: false,
    isolate: false,
    limitSeconds: 60,
    graceSeconds: 10,
    command: 'npm run bench -- planned',
    now: '2026-01-01T00:00:00.000Z',
    say: () => {},
    ...options,
  });
}
