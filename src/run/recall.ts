import { type AnalysisNode, neededBy, type PlanNode, type TrialNode, type TuneNode } from '../plan/nodes.ts';
import type { Outcome } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';

/** What earlier runs left behind. */
export interface Recollection {
  /** The final outcome of a node from an earlier run, if there is one. */
  recall(id: string): Promise<Outcome | undefined>;
  /** The encoded weights of a completed pre-training or trial, if they were kept. */
  recallWeights(id: string): Promise<Uint8Array | undefined>;
}

/** What runs for its own sake, and not only because something else needs it. */
export type OpenNode = TuneNode | TrialNode | AnalysisNode;

export interface Work {
  /** What has to run, each once: two arms with one recipe are one node. */
  readonly open: readonly OpenNode[];
  /** What is known, with the weights of trials that open analyses look into. */
  readonly known: readonly { readonly node: PlanNode; readonly outcome: Outcome; readonly weights?: Uint8Array }[];
  /** Outcomes of trials that run again because their weights are gone; they keep these outcomes. */
  readonly settled: ReadonlyMap<string, Outcome>;
}

/**
 * Which choices, trials and analyses of a plan are known, and which have to run. The weights of a trial are kept only while
 * analyses wait for them: a known trial whose weights are gone runs again if one does.
 */
export async function recallWork(plan: Plan, memory: Recollection): Promise<Work> {
  const open: OpenNode[] = [];
  const known: { node: PlanNode; outcome: Outcome; weights?: Uint8Array }[] = [];
  const settled = new Map<string, Outcome>();
  const analyses: AnalysisNode[] = [];
  for (const node of distinct(plan.analyses)) {
    const outcome = await memory.recall(node.id);
    if (outcome === undefined) analyses.push(node);
    else known.push({ node, outcome });
  }
  for (const node of plan.tuning) {
    const outcome = await memory.recall(node.id);
    if (outcome === undefined) open.push(node);
    else known.push({ node, outcome });
  }
  const trials = distinct(plan.trials);
  const outcomes = new Map<string, Outcome | undefined>();
  for (const { id } of trials) outcomes.set(id, await memory.recall(id));
  const hasDiverged = (id: string): boolean => outcomes.get(id)?.status === 'diverged';
  const possible = analyses.filter((node) => !neededBy(node).some(hasDiverged));
  const wanted = new Set(possible.flatMap(neededBy));
  for (const node of trials) {
    const outcome = outcomes.get(node.id);
    if (outcome === undefined) {
      open.push(node);
    } else if (outcome.status !== 'completed' || !wanted.has(node.id)) {
      known.push({ node, outcome });
    } else {
      const weights = await memory.recallWeights(node.id);
      if (weights !== undefined) known.push({ node, outcome, weights });
      else {
        open.push(node);
        settled.set(node.id, outcome);
      }
    }
  }
  return { open: [...open, ...analyses], known, settled };
}

function distinct<Node extends PlanNode>(nodes: readonly Node[]): readonly Node[] {
  const seen = new Set<string>();
  return nodes.filter(({ id }) => {
    const first = !seen.has(id);
    seen.add(id);
    return first;
  });
}
