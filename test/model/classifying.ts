import type { Architecture } from '../../src/model/architecture.ts';
import type { Optimizer } from '../../src/model/contract.ts';
import { HEAD, learnable, type Network, networkOf } from '../../src/model/network.ts';
import { Packing } from '../../src/model/packing.ts';
import { predictProgram, trainProgram } from '../../src/model/programs.ts';
import { classifyCriterion } from '../../src/transfer/classify.ts';

/** A model as one network and its packing, with the learnable parameters of some stages trained. */
export function packed(
  architecture: Architecture,
  trained: readonly string[],
): { readonly network: Network; readonly packing: Packing } {
  const stages = architecture.stages.filter(({ name }) => trained.includes(name));
  const network = networkOf(architecture);
  return { network, packing: new Packing(network, stages.flatMap(learnable)) };
}

/** One step of plain classification. */
export function classifyingStep(
  architecture: Architecture,
  trained: readonly string[],
  optimizer: Optimizer,
  rows: number,
) {
  const { network, packing } = packed(architecture, trained);
  return trainProgram({
    network,
    packing,
    criterion: classifyCriterion(HEAD, rows),
    optimizer,
    rows,
    batchStatistics: [],
    fixed: { rates: false, pull: false },
  });
}

/** The logits of a model whose stages are packed so. */
export function logitsOf(architecture: Architecture, trained: readonly string[], batch: number) {
  const { network, packing } = packed(architecture, trained);
  return predictProgram(network, packing, HEAD, batch);
}
