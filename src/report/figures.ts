import { ablationRanking } from './figures/ablation-ranking.ts';
import { classChange } from './figures/class-change.ts';
import { confusion } from './figures/confusion.ts';
import { convergence } from './figures/convergence.ts';
import { convergenceClocks } from './figures/convergence-clocks.ts';
import { errorProfile } from './figures/error-profile.ts';
import { estimation } from './figures/estimation.ts';
import { fewShot } from './figures/few-shot.ts';
import type { FigureMaker, RunFigureMaker } from './figures/figure.ts';
import { forest, forestAcross } from './figures/forest.ts';
import { gainCurve } from './figures/gain-curve.ts';
import { gainDots } from './figures/gain-dots.ts';
import { gainMatrix } from './figures/gain-matrix.ts';
import { gantt } from './figures/gantt.ts';
import { layerTransfer } from './figures/layer-transfer.ts';
import { learningCurve } from './figures/learning-curve.ts';
import { ledgerBars } from './figures/ledger-bars.ts';
import { rankDiagram } from './figures/rank-diagram.ts';
import { reachShare } from './figures/reach-share.ts';
import { reliability } from './figures/reliability.ts';
import { representationMaps } from './figures/representation-maps.ts';
import { scoreDots } from './figures/score-dots.ts';
import { stageSimilarity } from './figures/stage-similarity.ts';
import { tuningCurve } from './figures/tuning-curve.ts';

/** Every figure by name. Each file in `figures/` that draws one is entered here, and is then tested with the others. */
export const figures = {
  'learning-curve': learningCurve,
  'score-dots': scoreDots,
  'few-shot': fewShot,
  convergence,
  'convergence-clocks': convergenceClocks,
  'reach-share': reachShare,
  'gain-curve': gainCurve,
  'gain-dots': gainDots,
  estimation,
  forest,
  reliability,
  'ablation-ranking': ablationRanking,
  'layer-transfer': layerTransfer,
  'stage-similarity': stageSimilarity,
  'class-change': classChange,
  confusion,
  'representation-maps': representationMaps,
  'ledger-bars': ledgerBars,
  'tuning-curve': tuningCurve,
} as const satisfies Readonly<Record<string, FigureMaker>>;

/** The same for figures that are about all targets together, or about the run. */
export const runFigures = {
  'rank-diagram': rankDiagram,
  'error-profile': errorProfile,
  'gain-matrix': gainMatrix,
  'forest-across': forestAcross,
  gantt,
} as const satisfies Readonly<Record<string, RunFigureMaker>>;

export type FigureName = keyof typeof figures;

export type RunFigureName = keyof typeof runFigures;
