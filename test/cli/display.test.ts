import { describe, expect, test } from 'vitest';
import { plainDisplay, screen } from '../../src/cli/display.ts';
import { Progress, showTime } from '../../src/cli/progress.ts';
import type { PlanNode } from '../../src/plan/nodes.ts';
import type { Outcome } from '../../src/plan/outcome.ts';
import { planOf } from '../plan/make-plan.ts';

const plan = planOf({ design: '{ folds: 3, repeats: 1, seed: 1 }' });
const flops = { status: 'counted', flops: 900 } as const;
const ledger = { steps: 10, examples: 60, parameters: 9, trainable: 9, flops };
const timings = { train: 1, score: 0.5, total: 1.5 };

function completed(node: PlanNode, accuracy: number): Outcome {
  if (node.kind === 'pretrain') {
    const quality = { measure: 'accuracy on its own training examples', value: accuracy };
    return { kind: 'pretrain', node: node.id, status: 'completed', ledger, quality, weights: '', timings };
  }
  const curve = { metric: 'accuracy', observed: 1, points: [] } as const;
  return {
    kind: 'trial',
    node: node.id,
    status: 'completed',
    ledger,
    scores: { accuracy },
    tested: 20,
    looks: { observe: 1, score: 1 },
    predictions: 'p1.',
    tasks: [],
    curve,
    selected: null,
    timings,
  };
}

describe('the live display', () => {
  const progress = new Progress(plan);
  const [source] = plan.pretraining;
  const [scratch, full, second] = plan.trials;
  progress.accept({ type: 'started', node: source! });
  progress.accept({ type: 'finished', node: source!, outcome: completed(source!, 0.9), recalled: true });
  progress.accept({ type: 'finished', node: scratch!, outcome: completed(scratch!, 0.5), recalled: true });
  progress.accept({ type: 'finished', node: full!, outcome: completed(full!, 0.75), recalled: false });
  const reason = 'a very long reason '.repeat(9);
  progress.accept({
    type: 'finished',
    node: second!,
    outcome: { kind: 'trial', node: second!.id, status: 'failed', reason },
    recalled: false,
  });
  const lines = screen(progress, [{ node: plan.trials[3]!, step: 4 }], 80);

  test('shows how far it is, what runs, running scores and failures', () => {
    expect(lines[0]).toMatch(/^━+─+ 3 of 12 trials · 0:00 · about 0:00 left$/);
    expect(lines).toContain('1 of them from earlier runs');
    expect(lines).toContain('  full, high, 6 examples, repeat 0, fold 1: step 4 of 10');
    expect(lines).toContain('  mean accuracy so far         6        20');
    expect(lines).toContain('  scratch                 50.0 %         ·');
    expect(lines).toContain('  full                    75.0 %         ·');
    expect(lines.at(-1)).toMatch(/^! scratch, high, 6 examples, repeat 0, fold 1: failed: a very long .*…$/);
  });

  test('fits the terminal', () => {
    for (const columns of [40, 80, 200]) {
      for (const line of screen(progress, [], columns)) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });
});

test('features are shown as what they are', () => {
  const arms = '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits } }';
  const shared = planOf({ arms, design: '{ folds: 3, repeats: 1, seed: 1 }' });
  const progress = new Progress(shared);
  const [node] = shared.features as [PlanNode];
  const before = progress.secondsLeft([]);
  const label = 'features of low-digits up to layer2, high, repeat 0';
  expect(screen(progress, [{ node, step: 0 }], 80)).toContain(`  ${label}: step 0 of 1`);
  const printed: string[] = [];
  const display = plainDisplay(progress, (line) => printed.push(line));
  for (const outcome of [
    { kind: 'features', node: node.id, status: 'completed', features: '', flops, timings },
    { kind: 'features', node: node.id, status: 'failed', reason: 'no reason' },
  ] as const) {
    const event = { type: 'finished', node, outcome, recalled: false } as const;
    progress.accept(event);
    display.accept(event);
  }
  expect([before, progress.finished]).toEqual([undefined, 0]); // no trial is done
  expect(printed).toEqual([`${label}: computed once for 60 examples (1.5 s)`, `[0/12] ${label}: failed: no reason`]);
});

test('in a pipe, a line says what finished; control characters are made visible', () => {
  const progress = new Progress(plan);
  const printed: string[] = [];
  const display = plainDisplay(progress, (line) => printed.push(line));
  const [trial, other] = plan.trials;
  for (const [node, outcome] of [
    [trial!, completed(trial!, 0.5)],
    [other!, { kind: 'trial', node: other!.id, status: 'failed', reason: 'bad\u001b[31m\nnews' }],
  ] as [PlanNode, Outcome][]) {
    const event = { type: 'finished', node, outcome, recalled: false } as const;
    progress.accept(event);
    display.accept(event);
  }
  expect(printed).toEqual([
    '[1/12] scratch, high, 6 examples, repeat 0, fold 0: accuracy 50.0 % (1.5 s)',
    '[2/12] full, high, 6 examples, repeat 0, fold 0: failed: bad\\u001b[31m\\u000anews',
  ]);
});

test('times are minutes and seconds, or hours', () => {
  expect([0.4, 61, 3599.6, 3725].map(showTime)).toEqual(['0:00', '1:01', '1:00:00', '1:02:05']);
});

test('a pre-training is told as a share, or as the plain number that its measure is', () => {
  const printed: string[] = [];
  const display = plainDisplay(new Progress(plan), (line) => printed.push(line));
  const [node] = plan.pretraining;
  for (const quality of [
    { measure: 'accuracy', value: 0.5 },
    { measure: 'perplexity', value: 12.3456, unit: 'plain' },
  ] as const) {
    const outcome = {
      kind: 'pretrain',
      node: node!.id,
      status: 'completed',
      ledger,
      quality,
      weights: '',
      timings,
    } as const;
    display.accept({ type: 'finished', node: node!, outcome, recalled: false });
  }
  expect(printed).toEqual([
    expect.stringMatching(/: accuracy 50\.0 % \(/),
    expect.stringMatching(/: perplexity 12\.3 \(/),
  ]);
});
