import { testMistakes } from './problems-of.ts';

testMistakes('YAML', [
  [
    'question: Do',
    'question: Why: do',
    [
      'suite.yaml:4:11: a mapping cannot start here; put text that holds a colon in quotes, and indent the keys of one mapping equally',
    ],
  ],
  [
    'full: { preset: full, from: low-digits }',
    '1: scratch',
    ['suite.yaml:20:3 arms: a key must be text, received 1; put it in quotes, or give it a name'],
  ],
  [
    'version: 1',
    'version: 1\nversion: 2\nsuite: a',
    [
      'suite.yaml:4:1 version: the key "version" is already on line 3; keep one of the two',
      'suite.yaml:5:1 suite: the key "suite" is already on line 2; keep one of the two',
    ],
  ],
  [
    'version: 1',
    'version: 1\n__proto__: { a: 1 }',
    ['suite.yaml:4:1: the key "__proto__" is reserved by JavaScript; rename it'],
  ],
  ['version: 1', 'version: 1\n? [a]\n: 3', ['suite.yaml:4:3: a key must be text; write a plain name and a colon']],
  [
    'version: 1',
    'version: 1\n3: x\nnull: y',
    [
      'suite.yaml:4:1: a key must be text, received 3; put it in quotes, or give it a name',
      'suite.yaml:5:1: a key must be text, received null; put it in quotes, or give it a name',
    ],
  ],
  ['version: 1', 'version: !!set { a }', ['suite.yaml:3:10: unresolved tag: tag:yaml.org,2002:set; remove the tag']],
  ['version: 1', 'version: !date 1', ['suite.yaml:3:10: unresolved tag: !date; remove the tag']],
  [
    'version: 1',
    'version: *one',
    ['suite.yaml:3:10 version: no anchor "one" stands before this alias; write the value out'],
  ],
  [
    'version: 1',
    'version: &v [*v]',
    ['suite.yaml:3:14 version[0]: this alias lies inside what it stands for; write the value out'],
  ],
  [
    'version: 1',
    'version: 1\n<<: { a: 1 }',
    ['suite.yaml:4:1 ["<<"]: unknown key "<<"; write the keys out: YAML 1.2 merges no mappings'],
  ],
  [
    'suite: quickstart',
    '%YAML 1.1\n---\nsuite: quickstart',
    ['suite.yaml:1:1: must be YAML 1.2, received "1.1"; remove the %YAML directive'],
  ],
  [
    'compare:',
    '---\ncompare:',
    [
      'suite.yaml:26:1: a second YAML document starts here; keep one suite per file: remove the rest or the `---` before it',
    ],
  ],
  ['version: 1', '	version: 1', ['suite.yaml:3:1: tabs are not allowed as indentation; indent with spaces']],
  [
    'version: 1',
    ' version: 1',
    [
      'suite.yaml:2:8: a mapping cannot start here; put text that holds a colon in quotes, and indent the keys of one mapping equally',
    ],
  ],
  [
    '[16, 32]',
    '[16, 32',
    [
      'suite.yaml:10:55: a bracket before here is not closed; close it, or indent the lines inside it',
      'suite.yaml:12:1: a bracket before here is not closed; close it, or indent the lines inside it',
    ],
  ],
  ['question: Do', 'question: "Do', ['suite.yaml:27:1: missing closing "quote; add the missing character']],
  [
    'question: Do',
    'question: @Do',
    ['suite.yaml:4:11: plain value cannot start with reserved character @; put the text in quotes'],
  ],
  [
    'question: Do',
    'question: "\\d" # Do',
    ['suite.yaml:4:12: invalid escape sequence \\d; write the backslash twice, or use single quotes'],
  ],
]);
