import type { Comparison, TargetComparison } from '../compare/contract.ts';
import type { Heading } from './figure-sheet.ts';
import type { Figure } from './figures/figure.ts';
import { type FigureName, figures, type RunFigureName, runFigures } from './figures.ts';
import type { Block, Views } from './section.ts';
import { chaptersOf } from './sections.ts';
import { plain } from './text.ts';
import { targetName } from './view.ts';

export interface NamedFigure<Name> {
  readonly name: Name;
  readonly figure: Figure;
}

/** The first of the named figures that the data call for; null where they call for none. */
export function firstFigure(
  names: readonly FigureName[],
  comparison: Comparison,
  target: TargetComparison,
): NamedFigure<FigureName> | null {
  for (const name of names) {
    const figure = figures[name](comparison, target);
    if (figure !== null) return { name, figure };
  }
  return null;
}

/** The same of figures that are about all targets together. */
export function firstRunFigure(
  names: readonly RunFigureName[],
  comparison: Comparison,
): NamedFigure<RunFigureName> | null {
  for (const name of names) {
    const figure = runFigures[name](comparison);
    if (figure !== null) return { name, figure };
  }
  return null;
}

export interface NumberedFigure extends NamedFigure<FigureName | RunFigureName> {
  /** As the page counts it, from 1. */
  readonly number: number;
  /** The finding of its section, and what the section is about. */
  readonly heading: Heading;
  /** Null where it is about all targets. */
  readonly target: TargetComparison | null;
}

/** Every figure of the report, in the order of the page. */
export function figuresOf(views: Views): readonly NumberedFigure[] {
  const found: NumberedFigure[] = [];
  const figureOf = (block: Block, target: TargetComparison | null) => {
    if (block.kind === 'run-figure') return firstRunFigure(block.names, views.shown);
    return block.kind === 'figure' && target !== null ? firstFigure(block.names, views.shown, target) : null;
  };
  const visit = (blocks: readonly Block[], target: TargetComparison | null, heading: Heading): void => {
    for (const block of blocks) {
      if (block.kind === 'folded') visit(block.blocks, target, heading);
      const named = figureOf(block, target);
      if (named !== null) found.push({ ...named, number: found.length + 1, heading, target });
    }
  };
  for (const { target, sections } of chaptersOf(views)) {
    const of = target !== null && views.shown.targets.length > 1 ? `${targetName(target)}: ` : '';
    for (const { title, label, blocks } of sections) {
      visit(blocks, target, { title: plain(title), subtitle: `${of}${label}` });
    }
  }
  return found;
}
