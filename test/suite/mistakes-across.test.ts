import { METRICS, SUITE_KEYS, testMistakes } from './problems-of.ts';

testMistakes('names', [
  [
    'suite: quickstart\n',
    'suite: Quick Start\n',
    [
      'suite.yaml:2:8 suite: must be lower-case letters, digits and hyphens, at most 60, received "Quick Start"; use a name such as digits-to-letters',
    ],
  ],
  [
    'suite: quickstart',
    'suite: con',
    ['suite.yaml:2:8 suite: is a device name on Windows, received "con"; choose another name'],
  ],
  ['suite: quickstart', 'suite: 2024', ['suite.yaml:2:8 suite: must be text, received 2024; put it in quotes']],
  [
    'data: low,',
    'data: lo,',
    [
      'suite.yaml:7:3 data.low: no source and no target uses "low"; use it or remove it',
      'suite.yaml:13:23 sources.low-digits.data: there is no data of this name, received "lo"; use one of: low, high',
    ],
  ],
  [
    'target: { data: high',
    'goal: { data: high',
    [
      'suite.yaml:2:1: the key "target" is missing; add `target: { data: …, metric: …, sizes: […] }`',
      `suite.yaml:15:1 goal: unknown key "goal"; use one of: ${SUITE_KEYS}`,
    ],
  ],
  [
    'from: low-digits }\n  full',
    'from: low }\n  full',
    ['suite.yaml:19:49 arms.features.from: there is no source of this name, received "low"; use low-digits'],
  ],
  [
    'full: { preset: full, from: low-digits }',
    '"1": scratch',
    [
      'suite.yaml:20:3 arms.1: "1" is not a usable name; use letters, digits, spaces and . _ + - (at most 60 characters, starting with a letter or digit, not digits alone)',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    '=cmd(): scratch',
    [
      'suite.yaml:20:3 arms["=cmd()"]: "=cmd()" is not a usable name; use letters, digits, spaces and . _ + - (at most 60 characters, starting with a letter or digit, not digits alone)',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    'Scratch: scratch',
    [
      'suite.yaml:20:3 arms.Scratch: "Scratch" differs from "scratch" only in upper and lower case; rename one of the two',
    ],
  ],
  [
    '  features: { preset: feature-extraction, from: low-digits }\n  full: { preset: full, from: low-digits }\n',
    '',
    [
      'suite.yaml:13:3 sources.low-digits: no arm uses "low-digits"; use it or remove it',
      'suite.yaml:18:3 arms: one arm gives nothing to compare; add an arm, such as `full: { preset: full, from: SOURCE }`',
    ],
  ],
  [
    '  scratch: scratch\n',
    '',
    [
      'suite.yaml:25:23 compare.reference: there is no arm of this name, received "scratch"; use one of: features, full',
    ],
  ],
  [
    'reference: scratch',
    'reference: scrach',
    [
      'suite.yaml:26:23 compare.reference: there is no arm of this name, received "scrach"; did you mean "scratch"? known: scratch, features, full',
    ],
  ],
  [
    'data:\n',
    'data:\n  spare: { use: mnist }\n',
    ['suite.yaml:7:3 data.spare: no source and no target uses "spare"; use it or remove it'],
  ],
  [
    'sources:\n',
    'sources:\n  spare: { data: low, objective: classification, steps: 5 }\n',
    ['suite.yaml:13:3 sources.spare: no arm uses "spare"; use it or remove it'],
  ],
  [
    'low-digits: { data: low,',
    '"low/digits": { data: low,',
    [
      'suite.yaml:13:3 sources["low/digits"]: "low/digits" is not a usable name; use letters, digits, spaces and . _ + - (at most 60 characters, starting with a letter or digit, not digits alone)',
      'suite.yaml:19:49 arms.features.from: there is no source of this name, received "low-digits"; did you mean "low/digits"? known: low/digits',
      'suite.yaml:20:31 arms.full.from: there is no source of this name, received "low-digits"; did you mean "low/digits"? known: low/digits',
    ],
  ],
]);

testMistakes('values that contradict each other', [
  [
    'classes: [0, 1, 2, 3, 4]',
    'classes: [0, 1, 2, 3, "3"]',
    ['suite.yaml:7:44 data.low.classes[4]: this class is there already, received "3"; remove one of the two'],
  ],
  [
    'size: 5000',
    'size: 5000, pool: 100',
    [
      'suite.yaml:7:60 data.low.pool: `size` and `pool` exclude each other; keep `size` for exactly so many examples, or `pool` for at most so many',
    ],
  ],
  [
    'also: [macro-f1, log-loss]',
    'also: [macro-f1, accuracy]',
    ['suite.yaml:15:58 target.also[1]: this is the primary metric already, received "accuracy"; remove it here'],
  ],
  [
    'also: [macro-f1, log-loss]',
    'also: [macro-f1, macro-f1]',
    ['suite.yaml:15:58 target.also[1]: this metric is there already, received "macro-f1"; remove one of the two'],
  ],
  [
    'sizes: [50, 150, 500]',
    'sizes: [500, 50, 150]',
    ['suite.yaml:15:76 target.sizes: sizes must ascend, received [500,50,150]; write [50,150,500]'],
  ],
  [
    'sizes: [50, 150, 500]',
    'sizes: [50, 50, 150]',
    ['suite.yaml:15:81 target.sizes[1]: this size is there already, received 50; remove one of the two'],
  ],
  [
    'target: {',
    'targets: { a: {}, b: 3 }\ntarget: {',
    [
      'suite.yaml:15:1 targets: `target` and `targets` exclude each other; move the one target under `targets`, or remove one of the two keys',
      'suite.yaml:15:15 targets.a: the key "data" is missing; add `data: …` (a name in `data`)',
      'suite.yaml:15:15 targets.a: the key "metric" is missing; add `metric: …` (the primary metric, which the verdicts are about)',
      'suite.yaml:15:15 targets.a: the key "sizes" is missing; add `sizes: …` (numbers of training examples, ascending; smaller subsets lie inside larger ones)',
      'suite.yaml:15:22 targets.b: must be a mapping, received 3; write a mapping, such as { key: value }',
    ],
  ],
  [
    'target: {',
    'targets: {',
    [
      'suite.yaml:15:18 targets.data: must be a mapping, received "high"; write a mapping, such as { key: value }',
      'suite.yaml:15:32 targets.metric: must be a mapping, received "accuracy"; write a mapping, such as { key: value }',
      'suite.yaml:15:48 targets.also: must be a mapping, received ["macro-f1","log-loss"]; write a mapping, such as { key: value }',
      'suite.yaml:15:77 targets.sizes: must be a mapping, received [50,150,500]; write a mapping, such as { key: value }',
    ],
  ],
  [
    'batch: 32, steps: 300',
    'batch: 32',
    ['suite.yaml:22:11 training: the key "steps" is missing; add `steps: …` (optimizer steps), or `epochs: …`'],
  ],
  [
    'batch: 32, steps: 300',
    'batch: 32, steps: 300, epochs: 3',
    ['suite.yaml:22:63 training.epochs: `steps` and `epochs` exclude each other; keep one of the two'],
  ],
  [
    'batch: 32, steps: 300',
    'batch: 32, steps: 300, min-steps: 3',
    ['suite.yaml:22:63 training.min-steps: `min-steps` belongs to `epochs`; remove it: `steps` is the budget already'],
  ],
  [
    'batch: 32, steps: 300',
    'batch: 32, steps: 300, observe: { every: 301 steps }',
    [
      'suite.yaml:22:81 training.observe.every: training ends before the first observation, received "301 steps"; write 300 or less',
    ],
  ],
  [
    'rope: 0.01',
    'rope: 1',
    [
      'suite.yaml:26:38 compare.rope: must be below 0.8, the way from chance to perfect accuracy, received 1; write the largest difference that does not matter to you',
    ],
  ],
  [
    'rope: 0.01',
    'rope: { macro-f1: 0.01 }',
    [
      'suite.yaml:26:38 compare.rope: the primary metric accuracy has no rope, and could get no verdict; add `accuracy: …`',
    ],
  ],
  [
    'rope: 0.01',
    'rope: { accuracy: 0.01, f1: 0.1 }',
    [`suite.yaml:26:56 compare.rope.f1: unknown key "f1"; use one of: ${METRICS}`],
  ],
  [
    'reach: 0.95',
    'reach: 95',
    [
      'suite.yaml:26:51 compare.reach: must be a fraction: accuracy lies between 0 and 1, received 95; write a score such as 0.95',
    ],
  ],
  [
    'target: {',
    'targets:\n  a: { data: high, metric: accuracy, sizes: [5] }\n  b: { data: high, metric: log-loss, sizes: [5] }\nx: {',
    [
      'suite.yaml:16:3 targets: the targets have different primary metrics, which no page could compare, received ["accuracy","log-loss"]; use one metric for all targets, and name the others in `also`',
      `suite.yaml:18:1 x: unknown key "x"; use one of: ${SUITE_KEYS}`,
    ],
  ],
  [
    'target: {',
    'targets: {}\nx: {',
    [
      'suite.yaml:8:3 data.high: no source and no target uses "high"; use it or remove it',
      'suite.yaml:15:10 targets: there is no target; add a target',
      `suite.yaml:16:1 x: unknown key "x"; use one of: ${SUITE_KEYS}`,
    ],
  ],
  [
    'metric: accuracy, also: [macro-f1, log-loss]',
    'metric: top-5-accuracy, also: [top-3-accuracy, top-10-accuracy]',
    [
      'suite.yaml:15:31 target.metric: every score would be 1, that of a guess: there are 5 classes, received "top-5-accuracy"; use another metric, such as accuracy',
      'suite.yaml:15:70 target.also[1]: every score would be 1, that of a guess: there are 5 classes, received "top-10-accuracy"; use another metric, such as accuracy',
    ],
  ],
  [
    'rope: 0.01',
    'rope: { accuracy: 0.01, log-loss: 3 }',
    [
      'suite.yaml:26:66 compare.rope.log-loss: must be below 1.61, the way from chance to perfect log-loss, received 3; write the largest difference that does not matter to you',
    ],
  ],
]);
