import { OBJECTIVES_LISTED, testMistakes } from './problems-of.ts';

const SOURCE = '{ data: low, objective: classification, steps: 500 }';
const UNUSED = 'suite.yaml:7:3 data.low: no source and no target uses "low"; use it or remove it';

testMistakes('weights that exist already', [
  [
    SOURCE,
    '{ data: low, steps: 5 }',
    [
      `suite.yaml:13:15 sources.low-digits: the key "objective" is missing; add \`objective: …\` (objective: ${OBJECTIVES_LISTED}; or \`weights: …\` that exist already)`,
    ],
  ],
  [
    SOURCE,
    '{ weights: { use: tfjs } }',
    [
      UNUSED,
      'suite.yaml:13:33 sources.low-digits.weights.use: unknown kind of weights, received "tfjs"; use one of: tfjs-layers, safetensors, checkpoint',
    ],
  ],
  [
    SOURCE,
    '{ weights: { use: safetensors } }',
    [
      UNUSED,
      'suite.yaml:13:26 sources.low-digits.weights: the key "path" is missing; add `path: …` (the .safetensors file, from the suite’s folder)',
    ],
  ],
  [
    SOURCE,
    '{ weights: { use: tfjs-layers, package: nsfwjs }, steps: 4 }',
    [UNUSED, 'suite.yaml:13:65 sources.low-digits.steps: unknown key "steps"; use weights'],
  ],
  [
    SOURCE,
    '{ data: low, objective: classification, steps: 500, weights: { use: checkpoint, path: a.safetensors } }',
    [
      'suite.yaml:13:67 sources.low-digits.weights: unknown key "weights"; use one of: objective, data, from, examples, steps, checkpoints, transductive',
    ],
  ],
]);
