import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { layerwiseEffects } from '../../src/stats/layerwise.ts';
import { expectClose, readReference } from './reference.ts';

// Expected values: the closed forms in Python (see the file's head).
const reference = readReference('layerwise_transferability');
const numbers = z.array(z.number());
const NAMES = {
  coAdaptationDrop: 'coadaptation_drop',
  specificityDrop: 'representation_specificity_drop',
  totalDrop: 'total_drop_frozen',
  boostOverBase: 'finetune_boost_over_base',
  boostOverSelffer: 'boost_over_selffer',
} as const;

describe('layerwise effects', () => {
  it.each(reference.cases)('are those of Python, $name', ({ input, expected }) => {
    const { cuts, mean } = layerwiseEffects({
      base: z.number().parse(input['baseB']),
      selffer: numbers.parse(input['BnB']),
      selfferTuned: numbers.parse(input['BnBplus']),
      transfer: numbers.parse(input['AnB']),
      transferTuned: numbers.parse(input['AnBplus']),
    });
    for (const effect of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
      const wanted = numbers.parse(expected[NAMES[effect]]);
      expect(cuts).toHaveLength(wanted.length);
      for (const [cut, value] of wanted.entries()) expectClose(cuts[cut]![effect], value, reference.tolerance);
    }
    expectClose(mean.boostOverBase, expected['mean_boost_over_base'], reference.tolerance);
    expectClose(mean.boostOverSelffer, expected['mean_boost_over_selffer'], reference.tolerance);
    expectClose(mean.coAdaptationDrop + mean.specificityDrop, mean.totalDrop, reference.tolerance);
  });

  it('need one finite score of each kind per cut', () => {
    const scores = { base: 0.5, selffer: [0.5], selfferTuned: [0.5], transfer: [0.5], transferTuned: [0.5] };
    expect(() => layerwiseEffects({ ...scores, selffer: [] })).toThrow('received 0,1,1,1');
    expect(() => layerwiseEffects({ ...scores, base: Number.NaN })).toThrow('received NaN');
  });
});
