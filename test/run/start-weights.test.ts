import { beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/base/random.ts';
import { selectClasses } from '../../src/data/view.ts';
import type { Engine } from '../../src/engine/contract.ts';
import { startOnnx } from '../../src/engine/onnx/start.ts';
import { initialWeights, parameterSpecs, type Weights, withoutPrefix } from '../../src/model/architecture.ts';
import { networkOf } from '../../src/model/network.ts';
import { encodeWeights } from '../../src/model/weight-file.ts';
import { armArchitecture } from '../../src/plan/arm-model.ts';
import type { TrialNode } from '../../src/plan/nodes.ts';
import { startWeights } from '../../src/run/start-weights.ts';
import { type Recipe, type RecipeInput, recipeSchema } from '../../src/transfer/recipe.ts';
import { presets } from '../../src/transfer/registry.ts';
import { planStages } from '../../src/transfer/stages.ts';
import { DIGITS, planOf } from '../plan/make-plan.ts';

const MODEL = { backbone: 'cnn', head: { use: 'linear' }, channels: [3], kernel: 3, hidden: 4 } as const;
