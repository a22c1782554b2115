import { quickstart } from './problems-of.ts';

/** The stages of the quickstart suite's model. */
export const STAGES = ['block1', 'block2', 'hidden', 'head'];

/** The quickstart suite with an arm `tuned`, lines at its end, and other text replaced. */
export function withSections(lines: string, ...replaced: readonly (readonly [from: string, to: string])[]): string {
  const tuned =
    '  tuned: { init: { from: low-digits }, lr: { decay: 0.7, schedule: slanted-triangular }, penalty: { l2-sp: {} } }\n';
  const text = quickstart.replace('  full: {', () => `${tuned}  full: {`);
  return replaced.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`the suite has no ${from}`);
    return all.replace(from, () => to);
  }, `${text}${lines}\n`);
}
