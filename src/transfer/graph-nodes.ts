import type { Tensor2D } from '@tensorflow/tfjs-core';
import { HeadstartError } from '../base/errors.ts';
import { featuresIn, type GraphSizes } from '../engine/graph-layout.ts';
import type { Content } from '../engine/input.ts';
import type { Outputs, Stage } from '../model/contract.ts';
import { nodeFeatures } from '../model/graph/batch.ts';

/** What a body makes of each node of a graph. */
export interface NodeOutputs {
  /** Numbers of each node. */
  readonly width: number;
  /** Tells programs apart. */
  readonly key: string;
  /** [rows · nodes, width]; those of padding are 0. */
  of(outputs: Outputs): Tensor2D;
}

/**
 * What stands for single nodes: the output of the last stage before a graph is read out.
 *
 * @param sizes of the graphs that the body is given.
 * @throws {HeadstartError} `suite` if the body has no such stage.
 */
export function nodeOutputs(objective: string, body: readonly Stage[], sizes: GraphSizes): NodeOutputs {
  const before = body[body.findIndex(({ readout }) => readout === true) - 1];
  const width = before === undefined ? Number.NaN : featuresIn(before.outputShape[0]!, sizes);
  if (before === undefined || !Number.isInteger(width) || width < 1) {
    throw new HeadstartError('suite', {
      message: `${objective} looks at the nodes of a graph, and the backbone has no stage that makes something of each`,
      received: body.map(({ name }) => name),
      remedy: 'use a backbone such as gnn',
    });
  }
  return {
    width,
    key: before.name,
    of: (outputs) => nodeFeatures(outputs.at(before.name), { ...sizes, features: width }),
  };
}

/** @throws {HeadstartError} `suite` if examples are no graphs. */
export function graphSizes(objective: string, content: Content | undefined): GraphSizes {
  if (content?.kind === 'graph') return content;
  throw new HeadstartError('suite', {
    message: `${objective} learns from graphs`,
    received: content?.kind ?? 'pixels',
    remedy: 'use data of graphs, or another objective',
  });
}

/** Nodes of the graph in a row, which come before padding. */
export function countNodes(row: Float32Array, { nodes, features }: GraphSizes): number {
  const mask = row.subarray(nodes * features, nodes * (features + 1));
  const end = mask.indexOf(0);
  return end === -1 ? nodes : end;
}

/** Moves some random ones of a list to its start, and returns them. */
export function drawFirst(from: Int32Array, count: number, integer: (bound: number) => number): Int32Array {
  for (let place = 0; place < count; place++) {
    const other = place + integer(from.length - place);
    [from[place], from[other]] = [from[other]!, from[place]!];
  }
  return from.subarray(0, count);
}
