/**
 * The public API: the whole flow as a function, and the types of what goes in and comes out.
 */
export { formatProblem, HeadstartError, type Problem } from './base/errors.ts';
export { type BenchOptions, type BenchResult, bench, writeReport } from './bench.ts';
export { compareRun } from './compare/compare-run.ts';
export type { Contrast, Verdict } from './compare/contract/contrast.ts';
export type { Comparison } from './compare/contract.ts';
export type { EngineChoice, EngineRequest } from './engine/choose.ts';
export type { Device, EngineName } from './engine/contract.ts';
export type { Outcome } from './plan/outcome.ts';
export type { Plan, Selection } from './plan/plan.ts';
export * from './plugin.ts';
export { type Prepared, prepare } from './prepare.ts';
export type { RunEvent } from './run/drive.ts';
export type { Suite } from './suite/contract.ts';
export { loadSuite } from './suite/load.ts';
