import { subjectName } from '../plan/node-names.ts';
import type { AnalysisNode } from '../plan/nodes.ts';
import type { AnalysisOutcome, Outcome } from '../plan/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import { reasonOf } from './reason.ts';
import type { AnalysisRow, EmbeddingRow } from './rows.ts';

/** The findings of a run's analyses in plan order, and their maps. Arms that share a node have rows of their own. */
export function analysisTables(
  plan: Plan,
  outcomes: ReadonlyMap<string, Outcome>,
): { readonly findings: AnalysisRow[]; readonly points: EmbeddingRow[] } {
  const findings: AnalysisRow[] = [];
  const points: EmbeddingRow[] = [];
  for (const node of plan.analyses) {
    const outcome = outcomes.get(node.id);
    if (outcome?.kind !== 'analysis') continue;
    findings.push(...findingRows(node, outcome));
    points.push(...pointRows(node, outcome));
  }
  return { findings, points };
}

function cellOf({ id, spec: { split, size } }: AnalysisNode) {
  return { node: id, target: split.target, size, repeat: split.repeat, fold: split.fold };
}

function findingRows(node: AnalysisNode, outcome: AnalysisOutcome): AnalysisRow[] {
  const [first, second] = node.subjects;
  const isSource = first!.state === 'source';
  const row = {
    ...cellOf(node),
    analysis: node.spec.analysis,
    status: outcome.status,
    arm: isSource ? null : subjectName(first!),
    other: isSource ? subjectName(first!) : second === undefined ? null : subjectName(second),
  };
  if (outcome.status !== 'completed') {
    return [{ ...row, measure: null, stage: null, value: null, reason: reasonOf(outcome) }];
  }
  return outcome.rows.map(({ measure, stage, value, note }) => ({ ...row, measure, stage, value, reason: note }));
}

function pointRows(node: AnalysisNode, outcome: AnalysisOutcome): EmbeddingRow[] {
  if (outcome.status !== 'completed') return [];
  const classes = node.spec.split.data.classes ?? []; // maps are of classes only
  const arm = subjectName(node.subjects[0]!);
  return outcome.maps.flatMap(({ stage, method, labels, x, y }) =>
    labels.map((label, example) => ({
      ...cellOf(node),
      arm,
      stage,
      method,
      example,
      label: classes[label]!,
      x: x[example]!,
      y: y[example]!,
    })),
  );
}
