import { z } from 'zod';

/** Options of every backbone that is made of attention blocks. */
export const headFields = {
  heads: z.int().min(1).max(64).default(4).describe('attention heads of a block; they share the width'),
  hidden: z.int().min(1).max(16_384).optional().describe('units of the dense part; four times the width if absent'),
};

export const dropoutField = {
  dropout: z.number().min(0).max(0.9).default(0.1).describe('share of numbers that are dropped in training'),
};

/** Whether the heads can share the width. */
export function isShared({ width, heads }: { readonly width: number; readonly heads: number }): boolean {
  return width % heads === 0;
}

export const NOT_SHARED = { error: 'must be divisible by `heads`; choose another width', path: ['width'] };
