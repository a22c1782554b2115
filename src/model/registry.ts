import { cnn } from './backbones/cnn.ts';
import { encoderDecoder } from './backbones/encoder-decoder.ts';
import { gnn } from './backbones/gnn.ts';
import { mlp } from './backbones/mlp.ts';
import { patchTransformer } from './backbones/patch-transformer.ts';
import { tfjsLayers } from './backbones/tfjs-layers.ts';
import { transformer } from './backbones/transformer.ts';
import { linear } from './heads/linear.ts';
import { mlpHead } from './heads/mlp.ts';
import { accuracy } from './metrics/accuracy.ts';
import { auroc } from './metrics/auroc.ts';
import { balancedAccuracy } from './metrics/balanced-accuracy.ts';
import { bleu } from './metrics/bleu.ts';
import { brier } from './metrics/brier.ts';
import { dPrime } from './metrics/d-prime.ts';
import { ece } from './metrics/ece.ts';
import { exactMatch } from './metrics/exact-match.ts';
import { logLoss } from './metrics/log-loss.ts';
import { macroF1 } from './metrics/macro-f1.ts';
import { mae } from './metrics/mae.ts';
import { meanAveragePrecision } from './metrics/map.ts';
import { mcc } from './metrics/mcc.ts';
import { microF1 } from './metrics/micro-f1.ts';
import { r2 } from './metrics/r2.ts';
import { rmse } from './metrics/rmse.ts';
import { topK } from './metrics/top-k-accuracy.ts';
import { adam } from './optimizers/adam.ts';
import { sgd } from './optimizers/sgd.ts';

/** What suites can name. Adding an entry is a file and a line here. */
export const backbones = {
  cnn,
  'encoder-decoder': encoderDecoder,
  gnn,
  mlp,
  'patch-transformer': patchTransformer,
  'tfjs-layers': tfjsLayers,
  transformer,
} as const;
export const heads = { linear, mlp: mlpHead } as const;
export const optimizers = { adam, sgd } as const;
export const metrics = {
  accuracy,
  'balanced-accuracy': balancedAccuracy,
  'macro-f1': macroF1,
  'micro-f1': microF1,
  mcc,
  'top-2-accuracy': topK(2),
  'top-3-accuracy': topK(3),
  'top-5-accuracy': topK(5),
  'top-10-accuracy': topK(10),
  auroc,
  'log-loss': logLoss,
  brier,
  ece,
  map: meanAveragePrecision,
  'd-prime': dPrime,
  r2,
  mae,
  rmse,
  bleu,
  'exact-match': exactMatch,
} as const;

export type MetricName = keyof typeof metrics;
