import { cnn } from './backbones/cnn.ts';
import { mlp } from './backbones/mlp.ts';
import { tfjsLayers } from './backbones/tfjs-layers.ts';
import { linear } from './heads/linear.ts';
import { mlpHead } from './heads/mlp.ts';
import { accuracy } from './metrics/accuracy.ts';
import { logLoss } from './metrics/log-loss.ts';
import { macroF1 } from './metrics/macro-f1.ts';
import { adam } from './optimizers/adam.ts';
import { sgd } from './optimizers/sgd.ts';

/** What suites can name. Adding an entry is a file and a line here. */
export const backbones = { cnn, mlp, 'tfjs-layers': tfjsLayers } as const;
export const heads = { linear, mlp: mlpHead } as const;
export const optimizers = { adam, sgd } as const;
export const metrics = { accuracy, 'macro-f1': macroF1, 'log-loss': logLoss } as const;

export type MetricName = keyof typeof metrics;
