/**
 * What plug-ins are written with: `import { definePlugin } from 'headstart/plugin'`. Kept small, since every worker loads
 * it; docs/plugins.md has examples.
 */
export { z } from 'zod';
export { HeadstartError } from './base/errors.ts';
export { type RandomStream, stream } from './base/random.ts';
export type { Dataset, DatasetEntry } from './data/contract.ts';
export { imageDataset } from './data/image-dataset.ts';
export type { BackboneEntry, Optimizer, OptimizerEntry, Stage } from './model/contract.ts';
export { convStage, denseStage } from './model/layers.ts';
export type {
  ClassPredictions as Predictions,
  LabelPredictions,
  SequencePredictions,
  ValuePredictions,
} from './model/metrics/contract.ts';
export { predictedClass } from './model/metrics/predicted-class.ts';
export { type GivenModel, type LayersBackbone, layersBackbone } from './model/tfjs-layers/given-model.ts';
export { definePlugin, type MetricEntry, type Plugin } from './suite/plugin.ts';
export { classifyLesson } from './transfer/classify.ts';
export type { Lesson } from './transfer/lesson.ts';
export type { ObjectiveContext, ObjectiveEntry } from './transfer/objectives/contract.ts';
export type { PresetEntry } from './transfer/presets/contract.ts';
export type { RecipeInput } from './transfer/recipe.ts';
export { supervisedLesson } from './transfer/supervision.ts';
