import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnalysisNode, type FeaturesNode, neededBy, type PlanNode, type TrialNode } from '../../src/plan/nodes.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { Agenda } from '../../src/run/agenda.ts';
import { planOf } from '../plan/make-plan.ts';

const MIB = 2 ** 20;
/** As documented: twice what one features node may take. */
const BOUND = 1024 * MIB;

const ARMS =
  '{ scratch: scratch, features: { preset: feature-extraction, from: low-digits }, part: { preset: partial, from: low-digits, train-from: layer2 }, full: { preset: full, from: low-digits } }';

/** A plan in which each features node says that it takes so many bytes. */
function planWith(bytes: number, lines: Readonly<Record<string, string>> = {}): Plan {
  const plan = planOf({ arms: ARMS, design: '{ folds: 3, repeats: 3, seed: 1 }', ...lines });
  return { ...plan, features: plan.features.map((node) => ({ ...node, bytes })) };
}

const needs = (node: PlanNode) => ({
  weights: node.kind === 'pretrain' || node.kind === 'analysis' ? null : node.uses,
  features: node.kind === 'trial' ? node.features : null,
});

interface Simulation {
  readonly order: readonly PlanNode[];
  /** The most bytes of features that were in use, or being computed, at once. */
  readonly most: number;
}

/**
 * Runs an agenda to its end without any work: of the nodes that run, `choose` says which is over next.
 */
function simulate(
  plan: Plan,
  open: readonly (TrialNode | AnalysisNode)[],
  workers: number,
  choose: (running: number) => number,
) {
  const agenda = new Agenda(plan, open);
  for (const node of plan.pretraining) if (agenda.isNeeded(node.id)) agenda.add(node);
  const order: PlanNode[] = [];
  const running: PlanNode[] = [];
  const left = new Map<string, number>();
  for (const { features } of open.filter((node) => node.kind === 'trial'))
    if (features !== null) left.set(features, (left.get(features) ?? 0) + 1);
  const live = new Map<string, number>();
  let most = 0;
  for (;;) {
    for (let node = agenda.next(); node !== undefined; node = running.length < workers ? agenda.next() : undefined) {
      // What it uses is there: the result that bears the id of the node it comes from.
      const { weights, features, subjects = [] } = agenda.inputs(node);
      const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());
      expect(text(weights)).toBe(needs(node).weights);
      if (node.kind === 'analysis') expect([...new Set(subjects.map(text))].filter(Boolean)).toEqual(neededBy(node));
      expect(text(features && new Uint8Array(features.buffer))).toBe(needs(node).features);
      if (node.kind === 'features') live.set(node.id, node.bytes);
      most = Math.max(
        most,
        [...live.values()].reduce((total, bytes) => total + bytes, 0),
      );
      order.push(node);
      running.push(node);
      if (running.length === workers) break;
    }
    if (running.length === 0) break;
    const [node] = running.splice(choose(running.length), 1) as [PlanNode];
    agenda.finish(node);
    const bytes = Uint8Array.from(Buffer.from(node.id)); // 64 of them
    if (node.kind === 'pretrain' || node.kind === 'trial') agenda.provide(node, { weights: bytes });
    if (node.kind === 'features') agenda.provide(node, { features: new Float32Array(bytes.buffer) });
    const used = needs(node).features;
    if (used === null) continue;
    left.set(used, left.get(used)! - 1);
    if (left.get(used) === 0) live.delete(used);
  }
  return { order, most } satisfies Simulation;
}

const first = (): number => 0;

describe('an agenda', () => {
  test('runs everything once, whatever takes how long, and features stay within their bound', () => {
    const plans = [planWith(300 * MIB), planWith(512 * MIB)];
    fc.assert(
      fc.property(
        fc.constantFrom(...plans),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.nat()),
        (plan, workers, choices) => {
          const { order, most } = simulate(plan, plan.trials, workers, (count) => choices.next().value! % count);
          expect(order).toHaveLength(plan.nodes.size);
          expect(new Set(order.map(({ id }) => id))).toEqual(new Set(plan.nodes.keys()));
          expect(most).toBeLessThanOrEqual(BOUND);
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  test('is done with the features of a repeat before it begins those of the next', () => {
    const plan = planWith(MIB);
    const { most, order } = simulate(plan, plan.trials, 1, first);
    expect(most).toBe(2 * MIB); // two arms that freeze different stages
    const at = (node: FeaturesNode) => order.findIndex(({ id }) => id === node.id);
    const used = (node: FeaturesNode) =>
      order.flatMap((other, index) => (other.kind === 'trial' && other.features === node.id ? [index] : []));
    for (const node of plan.features) {
      expect(used(node)).toHaveLength(2 * 3);
      expect(used(node)[0]).toBe(at(node) + 1);
      for (const later of plan.features.filter(({ spec }) => spec.repeat > node.spec.repeat)) {
        expect(at(later)).toBeGreaterThan(used(node).at(-1)!);
      }
    }
  });

  test('is done with those of a fold first, where each fold has a checkpoint of its own', () => {
    const data = '{ low: { use: mnist, classes: [5, 6, 8] }, high: { use: mnist, classes: [5, 6, 7], pool: 60 } }';
    const plan = planWith(MIB, { data });
    expect(plan.features).toHaveLength(2 * 3 * 3);
    expect(simulate(plan, plan.trials, 1, first).most).toBe(2 * MIB);
  });

  test('goes on with something else where features do not fit, and with them when there is room', () => {
    const plan = planWith(512 * MIB);
    const { order, most } = simulate(plan, plan.trials, 8, (count) => count - 1); // what began first ends last
    expect(order).toHaveLength(plan.nodes.size);
    expect(most).toBe(BOUND);
  });

  test('of a plan of which most is done needs only what the rest uses', () => {
    const plan = planWith(MIB);
    const open = plan.trials.filter(({ arm, spec }) => arm === 'part' && spec.split.repeat === 1 && spec.size === 6);
    const { order } = simulate(plan, open, 2, first);
    expect(order.map(({ kind }) => kind)).toEqual(['pretrain', 'features', 'trial', 'trial', 'trial']);
    const scratch = plan.trials.filter(({ arm }) => arm === 'scratch');
    expect(simulate(plan, scratch, 2, first).order).toEqual(
      scratch.toSorted((a, b) => a.spec.split.repeat - b.spec.split.repeat || a.spec.split.fold - b.spec.split.fold),
    );
  });

  test('runs analyses right after the trials that they look into, and each once what it needs is there', () => {
    const plan = planWith(MIB, { analyse: '{ probes: all, cka: all, transferability: all }' });
    const all = [...plan.trials, ...plan.analyses];
    const { order } = simulate(plan, all, 1, first);
    expect(order).toHaveLength(plan.nodes.size);
    const at = (id: string): number => order.findIndex((node) => node.id === id);
    for (const node of plan.analyses) {
      for (const id of neededBy(node)) expect(at(id)).toBeLessThan(at(node.id));
      const trials = neededBy(node).filter((id) => plan.nodes.get(id)!.kind === 'trial');
      const last = Math.max(...trials.map(at));
      if (trials.length > 0)
        expect(order.slice(last + 1, at(node.id)).every(({ kind }) => kind === 'analysis')).toBe(true);
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.infiniteStream(fc.nat()), (workers, choices) => {
        const { order: any } = simulate(plan, all, workers, (count) => choices.next().value! % count);
        expect(new Set(any.map(({ id }) => id))).toEqual(new Set(plan.nodes.keys()));
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test('hands over what can never run once, though it waits for two', () => {
    const plan = planWith(MIB, { analyse: '{ repeats: [0], cka: [[scratch, full]] }' });
    const [pair] = plan.analyses as [AnalysisNode];
    const trials = plan.trials.filter(({ id }) => neededBy(pair).includes(id));
    const agenda = new Agenda(plan, [...trials, pair]);
    expect(agenda.dependants(trials[0]!)).toEqual([pair]);
    agenda.finish(pair);
    expect(agenda.dependants(trials[1]!)).toEqual([]);
    expect(agenda.isNeeded(trials[1]!.id)).toBe(false);
  });

  test('lets results go with their last user, and hands over what can never run', () => {
    const plan = planWith(MIB);
    const open = plan.trials.filter(({ arm, spec }) => arm === 'part' && spec.split.repeat === 0);
    const agenda = new Agenda(plan, open);
    const [source] = plan.pretraining as [PlanNode];
    agenda.add(source);
    expect(agenda.next()).toBe(source);
    agenda.finish(source);
    agenda.provide(source, { weights: Uint8Array.of(1) });
    const node = agenda.next()!;
    expect(node.kind).toBe('features');
    expect(agenda.next()).toBeUndefined();
    agenda.finish(node);
    expect([...agenda.dependants(node)]).toEqual(open);
    expect(agenda.inputs(open[0]!).weights).toEqual(Uint8Array.of(1));
    for (const trial of open) agenda.finish(trial);
    expect(agenda.inputs(open[0]!)).toEqual({ weights: null, features: null });
    expect(agenda.isEmpty).toBe(true);
  });
});
