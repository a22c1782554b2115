import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userFolder } from '../suite/plugin-folder.ts';

/** A model and an optimizer of a user's own, whose code a test changes between a baseline and a check. */
const PLUGIN = `import { mul } from '@tensorflow/tfjs-core';
import { definePlugin, denseStage, z } from 'headstart/plugin';

const SCALE = 1; // of the input
const RATE = 1; // of the suite's learning rate

export default definePlugin({
  backbones: {
    'scaled-mlp': {
      title: 'a dense stage on scaled input',
      schema: z.strictObject({}),
      stages: (_options, inputShape) => {
        const stage = denseStage('hidden', inputShape, 16, 'relu');
        return [{ ...stage, apply: (parameters, input, context) => stage.apply(parameters, mul(input, SCALE), context) }];
      },
    },
  },
  optimizers: {
    descent: {
      title: 'gradient descent',
      schema: z.strictObject({}),
      create: () => ({
        key: \`descent(\${RATE})\`,
        slots: [],
        scalarNames: ['learningRate'],
        scalars: (_step, learningRate) => ({ learningRate: RATE * learningRate }),
        update: (gradient, _slots, scalars) => ({ change: mul(gradient, scalars.learningRate), slots: {} }),
      }),
    },
  },
});
`;

interface GatedOptions {
  readonly design?: string;
  readonly margin?: number;
  readonly version?: number;
}

function suiteText({
  design = '{ folds: 5, repeats: 2, seed: 11 }',
  margin = 0.03,
  version = 1,
}: GatedOptions): string {
  return `suite: gated
version: ${version}
question: Is the model still as good?
plugins: [./model.ts]
data: { digits: { use: mnist, classes: [0, 1, 2, 3], pool: 250 } }
model: { backbone: scaled-mlp }
target: { data: digits, metric: accuracy, also: [log-loss], sizes: [100] }
arms: { scratch: scratch, again: { init: random, draws: 1 } }
training: { optimizer: descent, lr: 0.1, batch: 20, steps: 40 }
design: ${design}
compare: { reference: scratch, rope: ${margin} }
gate: { margin: { log-loss: 0.05 } }
`;
}

/** A project of a user's own with a suite that is gated. */
export class GatedProject {
  readonly folder: string;
  readonly suite: string;
  readonly #plugin: string;

  constructor(options: GatedOptions = {}) {
    this.folder = userFolder({ 'gated.yaml': suiteText(options), 'model.ts': PLUGIN });
    this.suite = join(this.folder, 'gated.yaml');
    this.#plugin = join(this.folder, 'model.ts');
  }

  /** Changes the code of the model. */
  change(constant: 'SCALE' | 'RATE', value: number): void {
    writeFileSync(this.#plugin, PLUGIN.replace(new RegExp(`const ${constant} = 1;`), `const ${constant} = ${value};`));
  }

  restore(): void {
    writeFileSync(this.#plugin, PLUGIN);
  }

  rewrite(options: GatedOptions): void {
    writeFileSync(this.suite, suiteText(options));
  }
}
