import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { inversePower } from './inverse-power.ts';
import { linear } from './linear.ts';
import { slantedTriangular } from './slanted-triangular.ts';

/** What recipes can name as `lr.schedule`. Adding an entry is a file and a line here. */
export const schedules = {
  constant,
  linear,
  cosine,
  'slanted-triangular': slantedTriangular,
  'inverse-power': inversePower,
} as const;
