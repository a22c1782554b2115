import { convergence } from './figures/convergence.ts';
import type { FigureMaker } from './figures/figure.ts';
import { gainCurve } from './figures/gain-curve.ts';
import { gainDots } from './figures/gain-dots.ts';
import { learningCurve } from './figures/learning-curve.ts';
import { representationMaps } from './figures/representation-maps.ts';
import { scoreDots } from './figures/score-dots.ts';
import { tuningCurve } from './figures/tuning-curve.ts';

/** Every figure by name. Each file in `figures/` that draws one is entered here, and is then tested with the others. */
export const figures = {
  'learning-curve': learningCurve,
  'score-dots': scoreDots,
  convergence,
  'gain-curve': gainCurve,
  'gain-dots': gainDots,
  'representation-maps': representationMaps,
  'tuning-curve': tuningCurve,
} as const satisfies Readonly<Record<string, FigureMaker>>;

export type FigureName = keyof typeof figures;
