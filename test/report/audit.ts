import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What a browser measures of a page that is open. */

/** What axe checks of WCAG 2.1 at AA. */
const AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/**
 * Violations of WCAG 2.1 at AA that axe finds: the rule, the first place, and in how many there are.
 *
 * @param rules the rules to check: of a theme, `color-contrast` is all that can differ from another's.
 */
export async function violations(page: Page, rules: readonly string[] = AA): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    const { axe: checker } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await checker.run({ runOnly });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} (${nodes.length})`);
  }, rules);
}

/** How far things have moved since the page was first painted: the sum of its layout shifts. */
export function movement(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 200);
      }),
  );
}

/** Problems of layout: what sticks out sideways, and names at line ends that overlap or are cut off. */
export function layoutProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) problems.push(`page is ${scrollWidth} wide in ${clientWidth}`);
    for (const plot of document.querySelectorAll('.plot')) {
      if (!plot.checkVisibility()) continue;
      const frame = plot.getBoundingClientRect();
      const labels = [...plot.querySelectorAll('.mark-text.role-mark text')].map((text) =>
        text.getBoundingClientRect(),
      );
      for (const [index, box] of labels.entries()) {
        if (box.right > frame.right + 1 || box.left < frame.left - 1) problems.push(`label ${index} is cut off`);
        if (box.top < frame.top - 2 || box.bottom > frame.bottom + 2) problems.push(`label ${index} is outside`);
        for (const other of labels.slice(0, index)) {
          const overlap = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          const beside = box.right <= other.left || other.right <= box.left;
          if (!beside && overlap > 4) problems.push(`labels overlap by ${overlap} pixels`);
        }
      }
    }
    return problems;
  });
}
