import { arithmetic } from './arithmetic.ts';
import { composed } from './composed.ts';
import { constants } from './constants.ts';
import type { OpEntry } from './contract.ts';
import { convolution } from './convolution.ts';
import { depthwise } from './depthwise.ts';
import { elementwise } from './elementwise.ts';
import { matrix } from './matrix.ts';
import { moving } from './moving.ts';
import { normalization } from './normalization.ts';
import { picking } from './picking.ts';
import { pooling } from './pooling.ts';
import { reduction } from './reduction.ts';
import { resizing } from './resizing.ts';

/** Every kernel that can be compiled, by group. */
export const opGroups = {
  arithmetic,
  elementwise,
  reduction,
  matrix,
  convolution,
  depthwise,
  pooling,
  normalization,
  resizing,
  moving,
  picking,
  composed,
  constants,
} as const satisfies Record<string, readonly OpEntry[]>;

/** By kernel name. */
export const ops: ReadonlyMap<string, OpEntry> = new Map(
  Object.values(opGroups)
    .flat()
    .map((entry) => [entry.kernel, entry]),
);
