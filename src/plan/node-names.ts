import type { AnalysisNode, AnalysisSubject, FeaturesNode, PlanNode } from './nodes.ts';
import type { SplitSpec } from './splits.ts';

/** What pieces of work are called, for people and in tables. */

/** What a subject is called where its kind is clear. */
export function subjectName(subject: AnalysisSubject): string {
  if (subject.state === 'source') return subject.of.spec.source;
  return subject.state === 'start' ? START : subject.of.arm;
}

/** In place of a name for what an arm started from; no arm can be called so. */
export const START = '(start)';

/** One line for people: which piece of work this is. */
export function nodeLabel(node: PlanNode): string {
  if (node.kind === 'pretrain') {
    const { source, repeat, without, cell, existing } = node.spec;
    if (existing !== null) return `loading ${source}`;
    const examples = cell?.size === null || cell?.size === undefined ? '' : `${cell.size} examples, `;
    const held = without ?? cell?.split;
    return `pre-training ${source}, ${examples}repeat ${repeat}${held === undefined ? '' : `, without ${heldName(held)} of ${held.target}`}`;
  }
  if (node.kind === 'features') {
    const { target, repeat } = node.spec;
    return `features of ${featuresName(node)}, ${target}, repeat ${repeat}${node.fold === null ? '' : `, without fold ${node.fold}`}`;
  }
  const { split, size } = node.spec;
  const cell = `${split.target}, ${size} examples, ${cellName(split)}`;
  if (node.kind === 'trial') return `${node.arm}, ${cell}`;
  if (node.kind === 'tune') return `tuning of ${node.arm}, ${cell}`;
  return `${analysisName(node)}, ${cell}`;
}

/** A cell among those of its size: `repeat 0, fold 3`. */
function cellName({ repeat, fold, episode, holdout, fixed }: SplitSpec): string {
  if (episode !== undefined) return `episode ${repeat}`;
  if (holdout === undefined) return `repeat ${repeat}, fold ${fold}`;
  return fixed ? `seed ${repeat}` : `repeat ${repeat}`;
}

function heldName({ fold, holdout }: SplitSpec): string {
  return holdout === undefined ? `fold ${fold}` : 'what is held out';
}

/** Which analysis, and of what. */
export function analysisName({ spec, subjects }: AnalysisNode): string {
  return `${spec.analysis} of ${subjects.map(subjectName).join(' and ')}`;
}

/** Which features: the source, and the last stage that is run. */
export function featuresName({ source, spec }: FeaturesNode): string {
  return `${source} up to ${spec.prefix.at(-1)}`;
}
