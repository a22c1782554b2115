import type { Comparison } from '../compare/contract.ts';
import { armClasses } from './colours.ts';
import type { Figure } from './figures/figure.ts';
import { html } from './html.ts';
import { armsHtml } from './page-head.ts';
import { figuresOf } from './section-figures.ts';
import { bodyHtml, type PageBody } from './section-html.ts';
import { narrow, type Selection } from './selection.ts';
import { withoutMadeArms } from './view.ts';

/**
 * What the page shows below its head for a selection: made in Node for everything, and in the page for whatever its
 * reader chooses, by the same code.
 *
 * @param folder the run's files, as a link from where the page lies.
 */
export function viewHtml(comparison: Comparison, selection: Selection, folder: string): PageBody {
  const whole = narrow(comparison, selection);
  const shown = withoutMadeArms(whole);
  const armClass = armClasses(shown);
  const { markup, figures } = bodyHtml({ shown, whole }, { armClass, folder });
  return { markup: html`${armsHtml(shown, armClass)}${markup}`, figures };
}

/** The figures of the same page, in the order of their numbers, without its markup. */
export function figuresFor(comparison: Comparison, selection: Selection): readonly Figure[] {
  const whole = narrow(comparison, selection);
  return figuresOf({ shown: withoutMadeArms(whole), whole }).map(({ figure }) => figure);
}
