import type { Comparison, TargetComparison } from '../compare/contract.ts';
import type { FigureName, RunFigureName } from './figures.ts';
import type { Table } from './table.ts';
import type { Text } from './text.ts';

/**
 * The report's content before it has a form: sections of blocks. The page and its Markdown twin are made of the same
 * ones, so that they tell the same story in the same order.
 */

export type Block =
  /** Sentences of one paragraph. */
  | { readonly kind: 'prose'; readonly sentences: readonly Text[] }
  /** How numbers were made, set smaller. */
  | { readonly kind: 'note'; readonly text: Text }
  | { readonly kind: 'table'; readonly table: Table }
  /** The first of the named figures that the data call for; nothing where they call for none. */
  | { readonly kind: 'figure'; readonly names: readonly FigureName[] }
  /** The same of those over all targets. */
  | { readonly kind: 'run-figure'; readonly names: readonly RunFigureName[] }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  /** What most readers can skip. */
  | { readonly kind: 'folded'; readonly summary: string; readonly blocks: readonly Block[] }
  /** Terms and what they are. */
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [term: string, value: string])[] }
  | { readonly kind: 'command'; readonly command: string }
  /** Lines as they were written. */
  | { readonly kind: 'verbatim'; readonly text: string }
  /** Every trial, to be searched: where there is no script, the files hold them. */
  | { readonly kind: 'trials' }
  /** Files of the run's folder, and what is in each. */
  | { readonly kind: 'files'; readonly files: readonly (readonly [file: string, what: string])[] };

export interface Section {
  /** The finding. */
  readonly title: Text;
  /** What the section is about, in a few words. */
  readonly label: string;
  readonly blocks: readonly Block[];
}

/** Two views of one comparison: what most sections show is the first. */
export interface Views {
  /** Without the arms that ablations and studies made. */
  readonly shown: Comparison;
  /** With all arms. */
  readonly whole: Comparison;
}

/** Makes a section of one target, or null where its data do not call for one. */
export type SectionMaker = (views: Views, target: TargetComparison) => Section | null;

/** A paragraph of those sentences that there are. */
export function prose(sentences: readonly (Text | null)[]): readonly Block[] {
  const told = sentences.filter((text) => text !== null);
  return told.length === 0 ? [] : [{ kind: 'prose', sentences: told }];
}

export function note(text: Text): Block {
  return { kind: 'note', text };
}

/** The tables that there are. */
export function tables(...found: readonly (Table | null)[]): readonly Block[] {
  return found.flatMap((table): Block[] => (table === null ? [] : [{ kind: 'table', table }]));
}

export function figure(...names: readonly FigureName[]): Block {
  return { kind: 'figure', names };
}

export function runFigure(...names: readonly RunFigureName[]): Block {
  return { kind: 'run-figure', names };
}

export function folded(summary: string, blocks: readonly Block[]): Block {
  return { kind: 'folded', summary, blocks };
}

/** The target of the same name with the arms that ablations and studies made. */
export function wholeTarget({ whole }: Views, { name }: TargetComparison): TargetComparison {
  const found = whole.targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`the comparison has no target ${name}`);
  return found;
}
