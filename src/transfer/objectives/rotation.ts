import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import { quarterTurn } from '../../data/augment/quarter-turn.ts';
import { imageSpec, views } from '../../data/augment/views.ts';
import { denseStage, volume } from '../../model/layers.ts';
import { classifyCriterion } from '../classify.ts';
import { stepStreams, viewBatches } from '../feed.ts';
import type { ObjectiveEntry } from './contract.ts';

const TURNS = 4;
const BRANCH = 'rotation';

const schema = z.strictObject({
  views: z
    .enum(['all', 'one'])
    .default('all')
    .describe('all four rotations of each image in one step, which then has four times as many rows; or one at random'),
});

/** Telling by how many quarter turns an image was rotated; measured by accuracy. Labels of the data are not used. */
export const rotation = {
  name: 'rotation',
  title: 'telling by how many quarter turns an image was rotated',
  reference: 'Gidaris, Singh, Komodakis 2018 (RotNet), section 2.1',
  schema,
  supervised: false,
  check: (_options, inputShape, content) => {
    if (content !== undefined) {
      throw new HeadstartError('suite', {
        message: 'images can be rotated, and these examples are of another kind',
        received: content.kind,
        remedy: 'use another objective for this data, such as simclr',
      });
    }
    if (inputShape.length === 3 && inputShape[0] === inputShape[1]) return;
    throw new HeadstartError('suite', {
      message: 'only square images [size, size, channels] can be rotated by quarter turns',
      received: inputShape,
      remedy: 'use another objective for this data',
    });
  },
  lesson: ({ views: shown }, { inputShape, features, view, batch, factors }) => {
    const versions = shown === 'all' ? TURNS : 1;
    const rows = versions * batch;
    return {
      branches: { [BRANCH]: [denseStage('rotation', features, TURNS, 'none')] },
      criterion: classifyCriterion(BRANCH, rows),
      rows,
      batches: (purpose) => {
        const next = viewBatches(view, batch, factors, purpose);
        const streams = stepStreams('augment', factors, purpose);
        const image = imageSpec(view.dataset);
        const y = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / batch));
        let example = 0;
        const turn = views(batch, volume(inputShape), versions, (source, target, random, version) => {
          const turns = shown === 'all' ? version : random.integer(TURNS);
          if (shown === 'one') y[example++] = turns;
          quarterTurn(source, target, turns, image);
        });
        return () => {
          const examples = next();
          example = 0;
          return { values: { ...turn(examples, streams()), y }, count: versions * examples.count };
        };
      },
    };
  },
} as const satisfies ObjectiveEntry<'rotation', typeof schema>;
