import { hashOf, sha256 } from '../base/hash.ts';
import type { AnalyseChoice } from '../suite/contract.ts';
import type { Scope, SubjectChoice } from '../transfer/analyses/contract.ts';
import { type AnalysisName, analysisEntry } from '../transfer/analyses/registry.ts';
import type { AnalysisNode, AnalysisSpec, AnalysisSubject, PretrainNode, TrialNode } from './nodes.ts';
import type { DrawSpec } from './splits.ts';

/** What the analyses of one cell are made from. */
export interface AnalysedCell {
  /** The cell's trials by arm, at least one. */
  readonly trials: ReadonlyMap<string, TrialNode>;
  readonly scope: Scope;
  /** Hash of what beside specification and data determines results. */
  readonly context: string;
  /** Hash of the bytes of the target's data. */
  readonly fingerprint: string;
  pretrain(source: string): PretrainNode;
  /** The draw from the labelled domain, and the hash of its bytes; null where the suite has none. */
  readonly labelled: { readonly draw: DrawSpec; readonly fingerprint: string } | null;
}

/** Whether a cell is one that the suite wants to look into. */
export function isAnalysed(
  { size, repeats, folds }: AnalyseChoice,
  cell: { readonly size: number; readonly largest: number; readonly repeat: number; readonly fold: number },
): boolean {
  const among = (numbers: 'all' | readonly number[], number: number) => numbers === 'all' || numbers.includes(number);
  return cell.size === (size ?? cell.largest) && among(repeats, cell.repeat) && among(folds, cell.fold);
}

/** The analyses of one cell, each a node of its own: adding an arm or an analysis changes no other's identity. */
export function analysesOf({ sample, analyses }: AnalyseChoice, cell: AnalysedCell): AnalysisNode[] {
  const [first] = cell.trials.values();
  const { split, size } = first!.spec;
  return Object.entries(analyses).flatMap(([name, options]) => {
    const analysis = name as AnalysisName;
    return analysisEntry(analysis)
      .needs(options, cell.scope)
      .map(({ subjects: choices, settings, labelled }): AnalysisNode => {
        const subjects = choices.map((choice) => subjectOf(choice, cell));
        const domain = labelled === true ? cell.labelled : null;
        const spec: AnalysisSpec = { analysis, settings, split, size, sample, labelled: domain?.draw ?? null };
        const given = hashOf({
          spec,
          subjects: subjects.map(({ state, of }) => [state, of.id]),
          bytes: [cell.fingerprint, domain?.fingerprint ?? null],
        });
        const id = sha256(`analysis\n${cell.context}\n${given}`);
        return { kind: 'analysis', id, spec, subjects };
      });
  });
}

function subjectOf(choice: SubjectChoice, { trials, pretrain }: AnalysedCell): AnalysisSubject {
  if ('source' in choice) return { state: 'source', of: pretrain(choice.source) };
  return { state: choice.state, of: trials.get(choice.arm)! };
}
