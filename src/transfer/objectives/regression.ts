import { z } from 'zod';
import { ofValues } from '../../data/view.ts';
import { regressLesson } from '../regress.ts';
import type { ObjectiveEntry } from './contract.ts';

const schema = z.strictObject({});

/** Supervised regression of the source's values with squared error. */
export const regression = {
  name: 'regression',
  title: 'supervised regression',
  reference: 'squared error of standardised values, the usual loss of a real-valued target',
  schema,
  supervised: true,
  learns: 'values',
  lesson: (_options, { head, view, ...context }) => regressLesson(head, { ...context, view: ofValues(view) }),
} as const satisfies ObjectiveEntry<'regression', typeof schema>;
