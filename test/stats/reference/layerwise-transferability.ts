import { z } from 'zod';
import { layerwiseEffects } from '../../../src/stats/layerwise.ts';
import { encodedNumbers, expectClose, expectFields, type Procedure } from '../reference.ts';

const numbers = encodedNumbers;

/** Expected values: the closed forms in Python. */
export const layerwiseTransferabilityCases: Procedure = {
  file: 'layerwise_transferability',
  check({ input, expected }, tolerance) {
    const result = layerwiseEffects({
      base: z.number().parse(input['baseB']),
      selffer: numbers.parse(input['BnB']),
      selfferTuned: numbers.parse(input['BnBplus']),
      transfer: numbers.parse(input['AnB']),
      transferTuned: numbers.parse(input['AnBplus']),
    });
    if (result.status !== 'ok') return expectFields({ ...result }, expected, tolerance);
    const { cuts, mean } = result;
    const effects = {
      coadaptation_drop: cuts.map((cut) => cut.coAdaptationDrop),
      representation_specificity_drop: cuts.map((cut) => cut.specificityDrop),
      total_drop_frozen: cuts.map((cut) => cut.totalDrop),
      finetune_boost_over_base: cuts.map((cut) => cut.boostOverBase),
      boost_over_selffer: cuts.map((cut) => cut.boostOverSelffer),
      mean_boost_over_base: mean.boostOverBase,
      mean_boost_over_selffer: mean.boostOverSelffer,
    };
    expectFields(effects, expected, tolerance);
    expectClose(mean.coAdaptationDrop + mean.specificityDrop, mean.totalDrop, tolerance);
  },
};
