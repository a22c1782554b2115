import type { Tensor } from '@tensorflow/tfjs-core';
import { tidy } from '@tensorflow/tfjs-core';

/** How the scopes of stages are called. */
export const STAGE_SCOPE = 'stage ';

/** Runs a part of a program as a stage, which errors of compiling it then name. What it leaves behind is freed. */
export function inStage(name: string, apply: () => Tensor): Tensor {
  return tidy(`${STAGE_SCOPE}${name}`, apply);
}
