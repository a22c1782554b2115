import { z } from 'zod';
import { ofSequences } from '../../data/view.ts';
import { sequencesLesson } from '../sequences.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({});

/** Supervised writing of the source's sequences, each word told of the true words before it. Measured by perplexity. */
export const sequences = {
  name: 'sequences',
  title: 'supervised writing of sequences',
  reference: 'Sutskever, Vinyals & Le 2014, eq. 1; with a Transformer: Vaswani et al. 2017',
  schema,
  supervised: true,
  learns: 'sequences',
  lesson: (_options, { head, view, ...context }) => sequencesLesson(head, { ...context, view: ofSequences(view) }),
} as const satisfies ObjectiveEntry<'sequences', typeof schema>;
