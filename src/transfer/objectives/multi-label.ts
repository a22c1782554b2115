import { z } from 'zod';
import { ofLabels } from '../../data/view.ts';
import { labelLesson } from '../label.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({});

/** Supervised learning of the source's sets of classes with binary cross-entropy. */
export const multiLabel = {
  name: 'multi-label',
  title: 'supervised multi-label classification',
  reference:
    'one logistic unit for each class, as AudioSet is trained (Hershey et al. 2017; Gong et al. 2021, section 3.1)',
  schema,
  supervised: true,
  learns: 'labels',
  lesson: (_options, { head, view, ...context }) => labelLesson(head, { ...context, view: ofLabels(view) }),
} as const satisfies ObjectiveEntry<'multi-label', typeof schema>;
