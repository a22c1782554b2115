import type { Comparison } from '../compare/contract.ts';

/**
 * One colour per arm through the whole page: Okabe and Ito's set (2008), its lightness moved until each colour can be
 * read as text on the page's ground in both themes, and once more in another shade for the seventh arm on. The values
 * stand in `page-style/colours.css`; here are their names.
 */

/** How many distinct colours there are beside the reference's grey. */
export const COLOURS = 12;

/** Beside the reference, the most arms that one panel shows before their lines and bands become a tangle. */
const MOST_TOGETHER = 4;

/** With more arms than that, figures give each arm a panel of its own. */
export function isCrowded(comparison: Comparison): boolean {
  return comparison.arms.filter((arm) => !arm.reference).length > MOST_TOGETHER;
}

/** Class of an arm: `ref`, or `a1` to `a12`, repeating beyond; `ref` for a name that is no arm. */
export function armClasses(comparison: Comparison): (arm: string) => string {
  const others = comparison.arms.filter((arm) => !arm.reference);
  const classes = new Map(others.map((arm) => [arm.name, `a${((arm.place - 1) % COLOURS) + 1}`]));
  return (arm) => classes.get(arm) ?? 'ref';
}

/** Colour of an arm as a CSS value that follows the theme. */
export function armColours(comparison: Comparison): (arm: string) => string {
  const classOf = armClasses(comparison);
  return (arm) => `var(--${classOf(arm)})`;
}
