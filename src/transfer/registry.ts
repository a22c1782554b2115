import { attributeMasking } from './objectives/attribute-masking.ts';
import { classification } from './objectives/classification.ts';
import { denoising } from './objectives/denoising.ts';
import { edgePrediction } from './objectives/edge-prediction.ts';
import { maskedPatches } from './objectives/masked-patches.ts';
import { maskedTokens } from './objectives/masked-tokens.ts';
import { multiLabel } from './objectives/multi-label.ts';
import { nextToken } from './objectives/next-token.ts';
import { reconstruction } from './objectives/reconstruction.ts';
import { regression } from './objectives/regression.ts';
import { rotation } from './objectives/rotation.ts';
import { sequences } from './objectives/sequences.ts';
import { simclr } from './objectives/simclr.ts';
import { adapter } from './presets/adapter.ts';
import { biasOnly } from './presets/bias-only.ts';
import { coral } from './presets/coral.ts';
import { dann } from './presets/dann.ts';
import { discriminative } from './presets/discriminative.ts';
import { featureExtraction } from './presets/feature-extraction.ts';
import { full } from './presets/full.ts';
import { gradual } from './presets/gradual.ts';
import { l2sp } from './presets/l2-sp.ts';
import { llrd } from './presets/llrd.ts';
import { lora } from './presets/lora.ts';
import { lpFt } from './presets/lp-ft.ts';
import { multiTask } from './presets/multi-task.ts';
import { partial } from './presets/partial.ts';
import { prototypes } from './presets/prototypes.ts';
import { randomFeatures } from './presets/random-features.ts';
import { scratch } from './presets/scratch.ts';
import { sourceOnly } from './presets/source-only.ts';
import { targetOnly } from './presets/target-only.ts';
import { ulmfit } from './presets/ulmfit.ts';

/** What suites can name. Adding an entry is a file and a line here. */
export const objectives = {
  classification,
  regression,
  'multi-label': multiLabel,
  reconstruction,
  'masked-patches': maskedPatches,
  simclr,
  rotation,
  'masked-tokens': maskedTokens,
  'next-token': nextToken,
  denoising,
  sequences,
  'attribute-masking': attributeMasking,
  'edge-prediction': edgePrediction,
} as const;
export const presets = {
  scratch,
  'feature-extraction': featureExtraction,
  full,
  partial,
  gradual,
  discriminative,
  llrd,
  ulmfit,
  'lp-ft': lpFt,
  'l2-sp': l2sp,
  'bias-only': biasOnly,
  lora,
  adapter,
  prototypes,
  'random-features': randomFeatures,
  'source-only': sourceOnly,
  dann,
  coral,
  'target-only': targetOnly,
  'multi-task': multiTask,
} as const;
