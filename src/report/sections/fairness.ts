import type { TargetComparison } from '../../compare/contract.ts';
import { equalCostNote, equalCostTable, paybackWords } from '../equal-cost-table.ts';
import { heldOutWords } from '../held-out-words.ts';
import { costTable, effortTable } from '../ledger-table.ts';
import {
  type Block,
  figure,
  folded,
  note,
  prose,
  type SectionMaker,
  tables,
  type Views,
  wholeTarget,
} from '../section.ts';
import { plain, say } from '../text.ts';
import { fairnessTitle } from '../titles.ts';

/** What each arm had and what it cost, all arms included. */
export const fairness: SectionMaker = (views, ofShown) => {
  const { whole } = views;
  const target = wholeTarget(views, ofShown);
  if (target.ledger.length === 0) return null;
  const equal = equalCostTable(whole, target);
  const looked = heldOutWords(whole, target);
  return {
    title: fairnessTitle(whole, target),
    label: 'Was it fair',
    blocks: [
      ...tables(effortTable(whole, target)),
      figure('ledger-bars'),
      ...tables(costTable(whole, target)),
      ...(equal === null ? [] : [...tables(equal), note(equalCostNote(whole, target))]),
      ...payback(views, target),
      ...(looked === null ? [] : [note(say`${looked}`)]),
      figure('tuning-curve'),
    ],
  };
};

/** Beyond this many arms, when each has paid for its pre-training is folded away. */
const MOST_PAYING = 4;

function payback({ whole }: Views, target: TargetComparison): readonly Block[] {
  const words = paybackWords(whole, target);
  if (words === null) return [];
  const items: Block = { kind: 'list', items: words.items };
  return words.items.length > MOST_PAYING ? [folded(plain(words.lead), [items])] : [...prose([words.lead]), items];
}
