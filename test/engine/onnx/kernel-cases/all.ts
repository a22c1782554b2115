import { composed } from './composed.ts';
import type { KernelCase } from './define.ts';
import { images } from './images.ts';
import { matrices } from './matrices.ts';
import { pointwise } from './pointwise.ts';
import { structure } from './structure.ts';

/** One case at least per kernel that can be compiled. */
export const kernelCases: readonly KernelCase[] = [...pointwise, ...structure, ...matrices, ...images, ...composed];
