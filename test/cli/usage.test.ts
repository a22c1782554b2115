import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/args.ts';
import { engines } from '../../src/engine/registry.ts';
import { cli } from './run-cli.ts';

const message = (words: string): string => {
  try {
    parseCommand(words === '' ? [] : words.split(' '));
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

describe('the command line', () => {
  test('a suite alone means run, with defaults', () => {
    expect(parseCommand(['quickstart'])).toMatchObject({
      verb: 'run',
      operands: ['quickstart'],
      out: '.',
      fresh: false,
      engine: 'auto',
      device: 'auto',
      isolate: false,
      limitSeconds: 1800,
      memoryLimit: null,
      filters: {},
    });
  });

  test('options are understood', () => {
    const words =
      'run smoke --workers 3 --out x --fresh --filter arm=full --filter arm=features --filter size=20 --json e --engine onnx --device cuda:1 --isolate process --time-limit 1.5min --memory-limit 1.5GB --keep-weights';
    expect(parseCommand(words.split(' '))).toEqual({
      verb: 'run',
      operands: ['smoke'],
      workers: 3,
      workersGiven: true,
      out: 'x',
      fresh: true,
      filters: { arm: ['full', 'features'], size: ['20'] },
      shard: null,
      reserve: false,
      json: 'e',
      engine: 'onnx',
      device: 'cuda:1',
      isolate: true,
      limitSeconds: 90,
      memoryLimit: 1.5e9,
      keepWeights: true,
      allowPlugins: false,
      source: null,
      repeat: 0,
      run: null,
      verbose: false,
      cluster: parseCommand(['list']).cluster,
      init: parseCommand(['list']).init,
      goal: null,
      report: { format: 'html', output: null, watch: null },
      check: { format: 'text', output: null, warnOnly: false, run: null, base: null, calibrate: null },
    });
  });

  test('report has forms, and can follow a run', () => {
    const asked = (words: string) => {
      const { format, output, watch } = parseCommand(`report smoke ${words}`.split(' ')).report;
      return [format, output, watch];
    };
    expect(asked('--format md --output summary.md')).toEqual(['md', 'summary.md', null]);
    expect(asked('--format svg')).toEqual(['svg', null, null]);
    expect(asked('--watch')).toEqual(['html', null, 4280]);
    expect(asked('--watch --port 0')).toEqual(['html', null, 0]);
  });

  test('init is told what it would ask', () => {
    const words = [
      'init',
      '--name',
      'a',
      '--data',
      'mnist',
      '--classes-source',
      '0, 1,2',
      '--sizes',
      '50,20,50',
      '--force',
    ];
    expect(parseCommand(words).init).toEqual({
      name: 'a',
      question: null,
      data: 'mnist',
      sourceData: null,
      classesSource: ['0', '1', '2'],
      classesTarget: null,
      sizes: [20, 50],
      yes: false,
      force: true,
    });
  });

  test('plan may be asked of power', () => {
    const goal = (words: string) => parseCommand(`plan smoke ${words}`.split(' ')).goal;
    expect(goal('--power 0.8 --effect 0.02')).toEqual({ power: 0.8, effect: 0.02, sd: null });
    expect(goal('--power .9 --effect 1e-3 --sd 2')).toEqual({ power: 0.9, effect: 0.001, sd: 2 });
  });

  test.each([
    ['', 'a suite is needed, received undefined; name one, or run `npm run bench -- list` to see them'],
    [
      'smoke --format md',
      '--format is an option of report and check, received "md"; write `npm run bench -- report SUITE …`',
    ],
    ['list --watch', '--watch is an option of report, received true; write `npm run bench -- report SUITE …`'],
    [
      'list --workers 3',
      '--workers is an option of run, plan, baseline and check, received "3"; write `npm run bench -- SUITE …`',
    ],
    ['compare a', 'compare needs two runs, received "a"; name the folders of two runs'],
    ['compare a b c', 'compare takes two runs, received "a b c"; compare two runs at a time'],
    ['report smoke --format mb', '--format must be html or md or svg, received "mb"; did you mean md?'],
    [
      'report smoke --output x.html',
      '--output needs --format md, received "x.html"; pages and figures have their places in reports/',
    ],
    ['check smoke --format html', '--format must be text or md or github or junit or json, received "html"; use text'],
    ['report smoke --watch --format md', '--watch and --format exclude each other, received "md"; give one of them'],
    ['report smoke --port 80', '--port needs --watch, received "80"; give both, or leave it out'],
    [
      'report smoke --watch --port 70000',
      '--port must be a whole number from 0 to 65535, received "70000"; leave it out, or give 0 for one that is free',
    ],
    ['smoke --worker 2', 'no such option, received "--worker"; did you mean --workers? See --help'],
    [
      'smoke --workers two',
      '--workers must be a whole number from 1 to 512, received "two"; leave it out for one per core',
    ],
    [
      'smoke --workers 0',
      '--workers must be a whole number from 1 to 512, received "0"; leave it out for one per core',
    ],
    ['smoke --engine wasn', '--engine must be auto or onnx or tensorflow or wasm, received "wasn"; did you mean wasm?'],
    ['smoke --device gpu', '--device must be auto, cpu, webgpu or cuda:N, received "gpu"; did you mean cuda:0?'],
    ['smoke --device cuda', '--device must be auto, cpu, webgpu or cuda:N, received "cuda"; did you mean cuda:0?'],
    ['smoke --device webgp', '--device must be auto, cpu, webgpu or cuda:N, received "webgp"; did you mean webgpu?'],
    [
      'smoke --device cuda:-1',
      '--device must be auto, cpu, webgpu or cuda:N, received "cuda:-1"; did you mean cuda:0?',
    ],
    [
      'export smoke --out x',
      'export needs --source, received undefined; name the source whose checkpoint is to be exported',
    ],
    ['export smoke --source low-digits', 'export needs --out, received undefined; name the folder that gets the files'],
    [
      'export smoke --source a --out x --repeat one',
      '--repeat must be a whole number from 0, received "one"; leave it out for the first repeat, 0',
    ],
    ['reproduce', 'reproduce needs a trial, received undefined; name it by the first digits of its id in trials.csv'],
    ['plan smoke --verbose', '--verbose is an option of run, received true; write `npm run bench -- SUITE …`'],
    ['init --classes-source 1', '--classes-source must be two or more class names, received "1"; write it like 0,1,2'],
    ['init --sizes 0,5', 'each of --sizes must be a number above 0, received "0"; write it like 50,150,500'],
    ['doctor smoke', 'doctor takes nothing, received "smoke"; leave it out'],
    [
      'smoke --time-limit 10',
      '--time-limit must be a time with its unit, received "10"; write it like 90s, 10min or 2h',
    ],
    [
      'smoke --memory-limit 4',
      '--memory-limit must be a size with its unit, of 256MB or more, received "4"; write it like 800MB or 4GB',
    ],
    [
      'smoke --memory-limit 100MB',
      '--memory-limit must be a size with its unit, of 256MB or more, received "100MB"; write it like 800MB or 4GB',
    ],
    ...['0/3', '4/3', '2', '1/20000'].map((shard) => [
      `smoke --shard ${shard}`,
      `--shard must be a part and how many there are, received "${shard}"; write it like --shard 2/5`,
    ]),
    ['smoke --filter full', '--filter must be KEY=VALUE, received "full"; write it like --filter arm=full'],
    [
      'smoke --filter arms=full',
      'the key of --filter must be arm or size or target or repeat or fold, received "arms"; did you mean arm?',
    ],
    [
      'smoke --resume --fresh',
      '--resume and --fresh exclude each other, received "--resume --fresh"; give one of them',
    ],
    [
      'smoke --power 0.8',
      '--power is an option of plan, received "0.8"; write `npm run bench -- plan SUITE --power 0.8 …`',
    ],
    [
      'plan smoke --effect 0.02',
      'plan --effect needs --power, received undefined; give the power that is wanted, such as --power 0.8',
    ],
    [
      'plan smoke --power 0.8 --sd 0.01',
      "plan --power needs --effect, received undefined; give the gain to be found, in the metric's unit, such as --effect 0.02",
    ],
    ...['80%', '1', '0', 'NaN', '-0.5'].map((power) => [
      `plan smoke --power=${power} --effect 0.02`,
      `--power must be a number between 0 and 1, received "${power}"; write it like 0.8`,
    ]),
    ...['0', 'Infinity', 'points'].map((effect) => [
      `plan smoke --power 0.8 --effect=${effect}`,
      `--effect must be a number above 0, received "${effect}"; give the gain in the metric's unit, such as 0.02`,
    ]),
    [
      'plan smoke --power 0.8 --effect 0.02 --sd=-1',
      '--sd must be a number above 0, received "-1"; leave it out for that of the suite\'s newest run',
    ],
    ['plan', 'plan needs a suite, received undefined; name one, or run `npm run bench -- list` to see them'],
    ['data get mnist --worker 2', 'no such option, received "--worker"; did you mean --workers? See --help'],
    ['smoke quickstart', 'run takes one suite, received "smoke quickstart"; run one suite at a time'],
  ])('%j', (words, expected) => {
    expect(message(words)).toBe(expected);
  });
});

describe('mistakes end with exit 2, a line on standard error, and nothing written', () => {
  test('a suite that is not there, with a guess', async () => {
    const { code, stderr } = await cli(['quickstrat']);
    expect([code, stderr]).toEqual([2, 'there is no such suite, received "quickstrat"; did you mean quickstart?\n']);
  });

  test('a verb that is not there, with a guess', async () => {
    const { code, stderr } = await cli(['docter']);
    expect([code, stderr]).toEqual([2, 'there is no such suite, received "docter"; did you mean doctor?\n']);
  });

  test('a suite with mistakes: every one listed', async () => {
    const out = mkdtempSync(join(tmpdir(), 'headstart-usage-'));
    const file = join(out, 'broken.yaml');
    writeFileSync(file, 'suite: broken\nversion: one\nquestion: What?\nmodell: { backbone: cnn }\n');
    const { code, stdout, stderr } = await cli([file, '--out', join(out, 'there')]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n').length).toBeGreaterThan(3);
    for (const line of stderr.trim().split('\n'))
      expect(line.replace(out, 'DIR')).toMatch(/^DIR\/broken\.yaml:\d+:\d+[ :].*; /);
    expect(stderr).toContain('did you mean');
    expect(readdirSync(out)).toEqual(['broken.yaml']);
  });

  test('a design that the data cannot hold', async () => {
    const out = mkdtempSync(join(tmpdir(), 'headstart-usage-'));
    const { code, stderr } = await cli(['smoke', '--filter', 'arm=ful', '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      '--filter: the suite has no such arm, received "ful"; did you mean full? Use one of scratch, features, full\n',
    );
    expect(readdirSync(out)).toEqual([]);
  });

  test.skipIf(engines.tensorflow.detect()[0]!.available)(
    'an engine that is not here (skipped where it is)',
    async () => {
      const { code, stdout, stderr } = await cli(['smoke', '--engine', 'tensorflow', '--device', 'cpu']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^the engine tensorflow cannot run on cpu here: .*; run `npm .*`\n$/);
    },
  );

  test('a device that is not here: nothing else is taken instead', async () => {
    const env = { CUDA_VISIBLE_DEVICES: '', LD_LIBRARY_PATH: '', VK_DRIVER_FILES: '/nowhere' };
    const { code, stdout, stderr } = await cli(['smoke', '--device', 'cuda:0'], { env });
    expect([code, stdout]).toEqual([2, '']);
    for (const line of stderr.trim().split('\n')) {
      expect(line).toMatch(/^the engine (onnx|tensorflow) cannot run on cuda:0 here: .*; \w/);
    }
    const webgpu = await cli(['smoke', '--engine', 'onnx', '--device', 'webgpu'], { env });
    if (process.platform !== 'linux') return; // elsewhere WebGPU needs no Vulkan
    expect([webgpu.code, webgpu.stdout]).toEqual([2, '']);
    expect(webgpu.stderr).toMatch(/^the engine onnx cannot run on webgpu here: .*; .*\n$/);
  });

  test('a device that the engine has nowhere', async () => {
    const { code, stdout, stderr } = await cli(['plan', 'smoke', '--engine', 'wasm', '--device', 'webgpu']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('the engine wasm runs on cpu only, received "webgpu"; choose --device cpu, or --engine onnx\n');
  });
});

test('plan shows what would be done, and does nothing', async () => {
  const out = mkdtempSync(join(tmpdir(), 'headstart-plan-'));
  const { code, stdout } = await cli(['plan', 'quickstart', '--workers', '2', '--out', out]);
  expect(code).toBe(0);
  expect(stdout).toContain('model      cnn with a linear head, 105541 parameters');
  expect(stdout).toMatch(/^engine {5}\w+ on \S+ \(.+\)$/m);
  expect(stdout).toContain('trials     45\n');
  expect(stdout).toContain('shared     1 pre-training run serves 30 trials');
  expect(stdout).toContain(
    'features of block1, block2, hidden from low-digits for high: computed once per checkpoint and repeat (1 × 2500 examples, 625 KiB), serve 15 trials\n',
  );
  expect(stdout).toMatch(/estimate {3}14000 training steps, about \d+:\d\d on 2 workers/);
  for (const setting of [
    'beta1: 0.9',
    'sample: 500',
    'checkpoints: per-repeat',
    'split: train',
    'kernel: 3',
    'reach: 0.95',
  ]) {
    expect(stdout).toContain(setting); // defaults are printed, not only what the file says
  }
  expect(stdout).toContain('Nothing was run.');
  expect(readdirSync(out)).toEqual([]);
});

test('plan shows what is tuned, in what, and how often', async () => {
  const { code, stdout } = await cli(['plan', 'tuned', '--device', 'cpu', '--filter', 'size=50']);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'tuning     8 configurations, quasi-random, the first as written; each on 3 inner folds of the training examples\n',
  );
  expect(stdout).toContain('           training.lr: log 0.0001..0.1\n');
  expect(stdout).toContain('           arm scratch, without penalty.l2-sp.alpha\n');
  expect(stdout).not.toContain('arm l2-sp, without');
  expect(stdout).toContain('tuning     20 choices of 480 trainings in all\n');
});

test('list shows the suites', async () => {
  const { code, stdout } = await cli(['list']);
  expect(code).toBe(0);
  expect(stdout).toContain('quickstart  Do the digits 0–4 help a small CNN learn 5–9 from few examples?');
  expect(stdout).toContain('45 trials: scratch, features, full');
});

test('help shows every option', async () => {
  const { code, stdout } = await cli(['--help']);
  expect(code).toBe(0);
  for (const option of [
    '--workers',
    '--out',
    '--filter',
    '--fresh',
    '--json',
    '--engine',
    '--device',
    '--power',
    '--effect',
    '--sd',
    '--isolate',
    'doctor',
    'reproduce TRIAL_ID',
    'init',
    '--run',
    '--verbose',
    '--classes-source',
    '--yes',
    'data get NAME',
  ]) {
    expect(stdout).toContain(option);
  }
});
