import { z } from 'zod';
import { ofValues } from '../../data/view.ts';
import { regressLesson } from '../regress.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({});

/** Supervised regression of the source's values with squared error. */
export const regression = {
  name: 'regression',
  title: 'supervised regression',
  reference: 'squared error, that of normal noise around the value (Bishop 2006, section 1.2.5)',
  schema,
  supervised: true,
  learns: 'values',
  lesson: (_options, { head, view, ...context }) => regressLesson(head, { ...context, view: ofValues(view) }),
} as const satisfies ObjectiveEntry<'regression', typeof schema>;
