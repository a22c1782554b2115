import { join } from 'node:path';
import type { Comparison } from '../../src/compare/contract.ts';
import type { FigureName, RunFigureName } from '../../src/report/figures.ts';
import { cases, episodic, overTargets, predicted, thirtyTargets } from './cases.ts';

/**
 * The comparison that each figure's picture in `docs/report.md` is drawn from. A new figure is one line here, then
 * `npm run pictures`, then its paragraph in `docs/report.md`.
 */
export const pictures: Readonly<Record<FigureName | RunFigureName, Comparison>> = {
  'learning-curve': cases.laws,
  'score-dots': cases.oneSize,
  convergence: cases.normal,
  'convergence-clocks': cases.normal,
  'reach-share': cases.normal,
  'gain-curve': cases.laws,
  'gain-dots': cases.oneSize,
  'few-shot': episodic,
  estimation: cases.normal,
  forest: cases.laws,
  reliability: predicted,
  'ablation-ranking': cases.studied,
  'layer-transfer': cases.studied,
  'stage-similarity': cases.looked,
  'class-change': predicted,
  confusion: predicted,
  'representation-maps': cases.looked,
  'ledger-bars': cases.normal,
  'tuning-curve': cases.tuned,
  'rank-diagram': overTargets,
  'error-profile': overTargets,
  'gain-matrix': thirtyTargets,
  'forest-across': overTargets,
  gantt: cases.worked,
};

/** Pictures of the page's first screen: at a desk in the light theme, and on a phone in the dark one. */
export const firstScreens = {
  'first-screen': { colorScheme: 'light', viewport: { width: 1120, height: 900 } },
  'first-screen-phone': { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
} as const;

/** What the first screens show. */
export const firstScreenOf: Comparison = cases.laws;

export const PICTURES = 'docs/report';

/** @param name of a figure or of a first screen. */
export function pictureFile(name: string): string {
  return join(PICTURES, `${name}.png`);
}
