import type { Comparison, TargetComparison } from '../compare/contract.ts';
import type { Figure } from './figures/figure.ts';
import { type FigureName, figures } from './figures.ts';
import type { Block, Views } from './section.ts';
import { chaptersOf } from './sections.ts';

export interface NamedFigure {
  readonly name: FigureName;
  readonly figure: Figure;
}

/** The first of the named figures that the data call for; null where they call for none. */
export function firstFigure(
  names: readonly FigureName[],
  comparison: Comparison,
  target: TargetComparison,
): NamedFigure | null {
  for (const name of names) {
    const figure = figures[name](comparison, target);
    if (figure !== null) return { name, figure };
  }
  return null;
}

export interface NumberedFigure extends NamedFigure {
  /** As the page counts it, from 1. */
  readonly number: number;
  readonly target: TargetComparison;
}

/** Every figure of the report, in the order of the page. */
export function figuresOf(views: Views): readonly NumberedFigure[] {
  const found: NumberedFigure[] = [];
  const visit = (blocks: readonly Block[], target: TargetComparison): void => {
    for (const block of blocks) {
      if (block.kind === 'folded') visit(block.blocks, target);
      const named = block.kind === 'figure' ? firstFigure(block.names, views.shown, target) : null;
      if (named !== null) found.push({ ...named, number: found.length + 1, target });
    }
  };
  for (const { target, sections } of chaptersOf(views)) {
    if (target !== null) for (const { blocks } of sections) visit(blocks, target);
  }
  return found;
}
