import { DATA_SETS, METRICS, OBJECTIVES, PRESETS, RECIPE_KEYS, SUITE_KEYS, testMistakes } from './problems-of.ts';

testMistakes('values and keys', [
  ['version: 1', 'version: one', ['suite.yaml:3:10 version: must be a number, received "one"; write a number']],
  [
    'version: 1',
    'version: 1.5',
    ['suite.yaml:3:10 version: must be a whole number, received 1.5; write a whole number'],
  ],
  [
    'question: Do',
    'question: "" # Do',
    ['suite.yaml:4:11 question: must have at least 1 character, received ""; write something'],
  ],
  [
    'question: Do',
    'qestion: Do',
    [
      'suite.yaml:2:1: the key "question" is missing; add `question: …` (what the suite is to answer, in one sentence)',
      `suite.yaml:4:1 qestion: unknown key "qestion"; did you mean "question"? known: ${SUITE_KEYS}`,
    ],
  ],
  [
    'use: mnist, classes: [0',
    'use: mnst, classes: [0',
    [`suite.yaml:7:15 data.low.use: unknown data set, received "mnst"; did you mean "mnist"? known: ${DATA_SETS}`],
  ],
  [
    'classes: [0, 1, 2, 3, 4]',
    'classes: [0, 1, 2, 3, 10]',
    ['suite.yaml:7:44 data.low.classes[4]: unknown class, received 10; use one of: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9'],
  ],
  [
    'classes: [0, 1, 2, 3, 4]',
    'classes: [0]',
    ['suite.yaml:7:31 data.low.classes: must name at least 2 classes, received [0]; add a class'],
  ],
  [
    'classes: [0, 1, 2, 3, 4]',
    'classes: 0',
    ['suite.yaml:7:31 data.low.classes: must be a list, received 0; write a list, such as [a, b]'],
  ],
  [
    'size: 5000',
    'size: "5000"',
    ['suite.yaml:7:54 data.low.size: must be a number, received "5000"; remove the quotes'],
  ],
  ['size: 5000', 'size: -5', ['suite.yaml:7:54 data.low.size: must be at least 2, received -5; write 2 or more']],
  [
    'size: 5000',
    'size: .inf',
    ['suite.yaml:7:54 data.low.size: must be a finite number, received Infinity; write a number'],
  ],
  ['size: 5000', 'size: 5_000', ['suite.yaml:7:54 data.low.size: must be a number, received "5_000"; write a number']],
  [
    'size: 5000',
    'splt: test',
    [
      'suite.yaml:7:48 data.low.splt: unknown key "splt"; did you mean "split"? known: split, use, classes, size, pool, resize, channels',
    ],
  ],
  [
    'backbone: cnn',
    'backbone: resnet',
    [
      'suite.yaml:10:20 model.backbone: unknown backbone, received "resnet"; use one of: cnn, encoder-decoder, gnn, mlp, patch-transformer, tfjs-layers, transformer',
    ],
  ],
  [
    'backbone: cnn, ',
    '',
    [
      'suite.yaml:10:8 model: the key "backbone" is missing; add `backbone: …` (backbone: cnn, encoder-decoder, gnn, mlp, patch-transformer, tfjs-layers, transformer)',
    ],
  ],
  [
    'channels: [16, 32]',
    'channels: 16',
    ['suite.yaml:10:35 model.channels: must be a list, received 16; write a list, such as [a, b]'],
  ],
  [
    'channels: [16, 32]',
    'channels: []',
    ['suite.yaml:10:35 model.channels: must have at least 1 item, received []; add to the list'],
  ],
  [
    'hidden: 64',
    'hidden: 64, head: mpl',
    ['suite.yaml:10:63 model.head: unknown head, received "mpl"; use one of: linear, mlp'],
  ],
  [
    'objective: classification',
    'objective: telepathy',
    [`suite.yaml:13:39 sources.low-digits.objective: unknown objective, received "telepathy"; ${OBJECTIVES}`],
  ],
  [
    'steps: 500 }',
    'steps: 2 epochs }',
    [
      'suite.yaml:13:62 sources.low-digits.steps: must be a whole number of steps, received "2 epochs"; write 20 or `20 steps`',
    ],
  ],
  [
    'steps: 500 }',
    'steps: 0 steps }',
    ['suite.yaml:13:62 sources.low-digits.steps: must be at least 1, received "0 steps"; write 1 or more'],
  ],
  [
    ', steps: 500 }',
    ' }',
    [
      'suite.yaml:13:15 sources.low-digits: the key "steps" is missing; add `steps: …` (optimizer steps of pre-training)',
    ],
  ],
  [
    'metric: accuracy',
    'metric: acuracy',
    [`suite.yaml:15:31 target.metric: unknown metric, received "acuracy"; did you mean "accuracy"? known: ${METRICS}`],
  ],
  [
    'metric: accuracy',
    'metric: [accuracy]',
    [`suite.yaml:15:31 target.metric: unknown metric, received ["accuracy"]; use one of: ${METRICS}`],
  ],
  [
    'sizes: [50, 150, 500]',
    'sizes: []',
    ['suite.yaml:15:76 target.sizes: must have at least 1 item, received []; add to the list'],
  ],
  [
    'sizes: [50, 150, 500]',
    'sizes: 50',
    ['suite.yaml:15:76 target.sizes: must be a list, received 50; write a list, such as [a, b]'],
  ],
  [
    'optimizer: adam',
    'optimizer: adamw',
    ['suite.yaml:22:24 training.optimizer: unknown optimizer, received "adamw"; did you mean "adam"? known: adam, sgd'],
  ],
  [
    'optimizer: adam',
    'optimizer: { use: adam, beta1: 1 }',
    ['suite.yaml:22:44 training.optimizer.beta1: must be below 1, received 1; write a smaller number'],
  ],
  [
    'optimizer: adam',
    'optimizer: { beta1: 0.5 }',
    ['suite.yaml:22:24 training.optimizer: the key "use" is missing; add `use: …` (optimizer: adam, sgd)'],
  ],
  [
    'optimizer: adam',
    'optimizer: [adam]',
    [
      'suite.yaml:22:24 training.optimizer: must be an optimizer’s name or a mapping, received ["adam"]; write a name such as adam, or { use: adam, … }',
    ],
  ],
  ['lr: 1e-3', 'lr: 0', ['suite.yaml:22:34 training.lr: must be above 0, received 0; write a larger number']],
  ['lr: 1e-3', 'lr: 1e-3x', ['suite.yaml:22:34 training.lr: must be a number, received "1e-3x"; write a number']],
  ['lr: 1e-3, ', '', ['suite.yaml:22:11 training: the key "lr" is missing; add `lr: …` (learning rate)']],
  [
    'batch: 32',
    'batch: 32.5',
    ['suite.yaml:22:47 training.batch: must be a whole number, received 32.5; write a whole number'],
  ],
  ['folds: 5', 'folds: 1', ['suite.yaml:24:18 design.folds: must be at least 2, received 1; write 2 or more']],
  ['seed: 7', 'seed: -1', ['suite.yaml:24:39 design.seed: must be at least 0, received -1; write 0 or more']],
  [
    'repeats: 1',
    'repeat: 1',
    [
      'suite.yaml:24:21 design.repeat: unknown key "repeat"; did you mean "repeats"? known: folds, repeats, cv, holdout, seeds, groups, episodes, seed',
    ],
  ],
  ['rope: 0.01', 'rope: 0', ['suite.yaml:26:38 compare.rope: must be above 0, received 0; write a larger number']],
  [
    'rope: 0.01',
    'rope: wide',
    [
      'suite.yaml:26:38 compare.rope: must be a number, or a number for each metric, received "wide"; write the largest difference that does not matter',
    ],
  ],
  [
    'rope: 0.01, ',
    '',
    [
      'suite.yaml:26:10 compare: the key "rope" is missing; add `rope: …` (region of practical equivalence: the largest difference that does not matter, of the primary metric or by metric)',
    ],
  ],
  ['reach: 0.95', 'reach: x', ['suite.yaml:26:51 compare.reach: must be a number, received "x"; write a number']],
  [
    'design: {',
    'desing: {',
    [`suite.yaml:24:1 desing: unknown key "desing"; did you mean "design"? known: ${SUITE_KEYS}`],
  ],
  [
    'data:\n',
    'data: 5\nx:\n',
    [
      'suite.yaml:6:7 data: must be a mapping, received 5; write a mapping, such as { key: value }',
      `suite.yaml:7:1 x: unknown key "x"; use one of: ${SUITE_KEYS}`,
    ],
  ],
  [
    'version: 1',
    'version: 9007199254740993',
    [
      'suite.yaml:3:10 version: must be at most 9,007,199,254,740,991, received 9007199254740992; write 9,007,199,254,740,991 or less',
      'suite.yaml:3:10 version: must be at most 1,000,000, received 9007199254740992; write 1,000,000 or less',
    ],
  ],
  [
    'version: 1',
    '"ver\\nsion": 1',
    [
      'suite.yaml:2:1: the key "version" is missing; add `version: …` (raise it when scores stop being comparable with earlier ones)',
      `suite.yaml:3:1 ["ver\\nsion"]: unknown key "ver\\nsion"; did you mean "version"? known: ${SUITE_KEYS}`,
    ],
  ],
]);

testMistakes('arms', [
  [
    '{ preset: full, from',
    '{ preset: ful, from',
    [`suite.yaml:20:19 arms.full.preset: unknown preset, received "ful"; did you mean "full"? known: ${PRESETS}`],
  ],
  [
    '{ preset: full, from',
    '{ preset: full, form',
    [
      'suite.yaml:20:9 arms.full: the key "from" is missing; add `from: …` (name of a source)',
      'suite.yaml:20:25 arms.full.form: unknown key "form"; did you mean "from"? known: from, preset',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: full',
    ['suite.yaml:20:9 arms.full: the preset full needs options, received "full"; write { preset: full, from: … }'],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: ful',
    [`suite.yaml:20:9 arms.full: unknown preset, received "ful"; did you mean "full"? known: ${PRESETS}`],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full:',
    [
      'suite.yaml:20:8 arms.full: must be a preset’s name or a mapping, received null; write a preset such as scratch, or { preset: …, from: … }',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: { init: randm, train: all }',
    ['suite.yaml:20:17 arms.full.init: must be `random` or a mapping, received "randm"; did you mean "random"?'],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: { init: { from: low-digits, stages: upto block1 }, train: [head, 3] }',
    [
      'suite.yaml:20:45 arms.full.init.stages: must be `all`, a list of stages, or `up-to STAGE`, received "upto block1"; write it so: docs/suites.md has the forms',
      'suite.yaml:20:74 arms.full.train[1]: must be text, received 3; put it in quotes',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: { from: low-digits }',
    [
      'suite.yaml:20:9 arms.full: the key "init" is missing; add `init: …` (where the weights come from, unless a `preset` says it)',
      `suite.yaml:20:11 arms.full.from: unknown key "from"; use one of: ${RECIPE_KEYS}`,
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: { preset: partial, from: low-digits }',
    [
      'suite.yaml:20:9 arms.full: the key "train-from" is missing; add `train-from: …` (first stage that is trained; all before it stay frozen)',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: [scratch]',
    [
      'suite.yaml:20:9 arms.full: must be a preset’s name or a mapping, received ["scratch"]; write a preset such as scratch, or { preset: …, from: … }',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: { init: { from: low, stages: [] }, train: hed }',
    [
      'suite.yaml:20:25 arms.full.init.from: there is no source of this name, received "low"; use low-digits',
      'suite.yaml:20:38 arms.full.init.stages: must have at least 1 item, received []; add to the list',
      'suite.yaml:20:51 arms.full.train: must be `all`, `head`, a list of stages, or `from STAGE`, received "hed"; did you mean "head"?',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'full: { preset: full, from: low-digits, train: head }',
    ['suite.yaml:20:43 arms.full.train: unknown key "train"; use one of: from, preset'],
  ],
]);
