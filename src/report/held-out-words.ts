import type { Comparison, TargetComparison } from '../compare/contract.ts';
import { heldOut } from './design-words.ts';
import { count, plural } from './numbers.ts';

/**
 * How often the held-out part was looked at, what for, and what chose instead of it. Null where no trial was completed.
 */
export function heldOutWords(comparison: Comparison, target: TargetComparison): string | null {
  const { looks } = target;
  if (looks === null) return null;
  const part = heldOut(comparison.design);
  const { observations, scorings, diverged } = looks;
  const all = [observations[0] + scorings[0], observations[1] + scorings[1]] as const;
  const each = looks.trials === 1 ? 'The completed trial' : `Each of the ${count(looks.trials)} completed trials`;
  const sentences = [
    `${each} was evaluated on its ${part} ${times(all)}: ${times(observations)} for its curve and ${times(scorings)} for its score.`,
  ];
  if (diverged.trials > 0) {
    const who = diverged.trials === 1 ? 'One more, which diverged,' : `${count(diverged.trials)} more, which diverged,`;
    sentences.push(`${who} looked at it ${plural(diverged.looks, 'time')} in all.`);
  }
  sentences.push('None of these looks chose anything: no step, no setting and no arm.');
  if (target.tuning.length > 0) {
    sentences.push('What was tuned was chosen before, on inner splits of the training examples.');
  }
  if (comparison.select !== 'last' && comparison.arms.some(({ adapt }) => adapt !== null)) {
    const by = {
      'source-validation': 'labelled examples of the other domain that were held out for it',
      oracle: 'the labels of the target’s training examples',
    }[comparison.select];
    sentences.push(`Which step of arms that adapt was scored was chosen on ${by}.`);
  }
  if (target.representations !== null) {
    sentences.push('Analyses looked at it again after that, in models that were trained and scored.');
  }
  return sentences.join(' ');
}

/** `once`, `17 times`, `6 to 16 times`. */
function times([least, most]: readonly [number, number]): string {
  if (least !== most) return `${count(least)} to ${count(most)} times`;
  return most === 1 ? 'once' : `${count(most)} times`;
}
