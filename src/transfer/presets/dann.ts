import { dann as adaptation } from '../adaptations/dann.ts';
import type { PresetEntry } from './contract.ts';

const { schema } = adaptation;

/** Domain-adversarial training from random weights. */
export const dann = {
  name: 'dann',
  title: 'the labelled domain learnt with features that a domain classifier cannot tell apart',
  reference: 'Ganin et al. 2016 (DANN)',
  differs:
    'the suite’s optimizer and learning rate, not momentum and μ_p, which is `lr.schedule: inverse-power`; with Adam a weight of 1 can hurt where the domains are alike',
  schema,
  recipe: (options) => ({ init: 'random', adapt: { use: 'dann', ...options } }),
} as const satisfies PresetEntry<'dann', typeof schema>;
