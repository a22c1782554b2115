import { type Attribute, ELEMENT_TYPES, type OnnxBuilder, type OnnxNode, type Ref } from './builder.ts';
import { encodeModel } from './proto.ts';

/** Versions of the operator sets that programs are lowered to. */
const OPSETS: Readonly<Record<string, number>> = { '': 17, 'com.microsoft': 1, 'com.microsoft.nchwc': 1 };

/** An ONNX model, and how large it is. */
export interface OnnxModel {
  readonly bytes: Uint8Array;
  /** Operators in it. */
  readonly nodes: number;
}

/**
 * Writes what the outputs need as an ONNX model. Inputs stay, needed or not: the caller hands all of them over.
 *
 * @param outputs by the names that they get.
 */
export function writeModel(builder: OnnxBuilder, outputs: ReadonlyMap<string, Ref>): OnnxModel {
  const { nodes, constants, domains, count } = contentsOf(outputs);
  return modelOf(domains, count, {
    name: 'program',
    node: nodes,
    initializer: constants,
    input: builder.inputs.map((ref) => valueInfo(ref.name, ref)),
    output: [...outputs].map(([name, ref]) => valueInfo(name, ref)),
  });
}

/** How a graph is run in turns. */
export interface Turns {
  /** Inputs that are in each turn what an output was in the turn before: output names by input names. */
  readonly carried: ReadonlyMap<string, string>;
  /** Inputs that hold a part for each turn. All others are the same in every turn. */
  readonly parts: readonly string[];
}

/** Names that a model of turns has beside those of its graph. */
export const turnName = {
  /** How many turns to take: a scalar of int64. */
  count: 'turns',
  /** What a carried input is in the first turn. */
  first: (input: string): string => `first ${input}`,
  /** The parts of all turns, end to end along a new first axis. */
  all: (input: string): string => `all ${input}`,
  /** A carried output after the last turn, or all turns' outputs end to end. */
  result: (output: string): string => `result ${output}`,
} as const;

/**
 * Writes a graph as the body of a loop: many steps in one call, between which nothing leaves the runtime.
 *
 * @param outputs by name, as for `writeModel`.
 */
export function writeTurns(
  builder: OnnxBuilder,
  outputs: ReadonlyMap<string, Ref>,
  { carried, parts }: Turns,
): OnnxModel {
  const { nodes, constants, domains, count } = contentsOf(outputs);
  const inputs = new Map(builder.inputs.map((ref) => [ref.name, ref]));
  const collected = [...outputs.keys()].filter((name) => ![...carried.values()].includes(name));
  const kept = [...carried.values(), ...collected];
  const picks = parts.map((name) => ({
    input: [turnName.all(name), 'turn'],
    output: [name],
    name: `part of ${name}`,
    opType: 'Gather',
    domain: '',
  }));
  const index = { shape: [], dtype: 'int64' } as const;
  const flag = { shape: [], dtype: 'bool' } as const;
  const body = {
    name: 'turn',
    node: [copyNode('go on', 'goes on'), ...picks, ...nodes],
    initializer: constants,
    input: [
      valueInfo('turn', index),
      valueInfo('go on', flag),
      ...[...carried.keys()].map((name) => valueInfo(name, inputs.get(name)!)),
    ],
    output: [valueInfo('goes on', flag), ...kept.map((name) => valueInfo(name, outputs.get(name)!))],
  };
  const loop = {
    input: [turnName.count, 'go', ...[...carried.keys()].map(turnName.first)],
    output: kept.map(turnName.result),
    name: 'loop',
    opType: 'Loop',
    domain: '',
    attribute: [{ name: 'body', g: body, type: 5 }],
  };
  const outer = [...inputs.values()].map((ref) => {
    if (carried.has(ref.name)) return valueInfo(turnName.first(ref.name), ref);
    return parts.includes(ref.name) ? valueInfo(turnName.all(ref.name), ref, true) : valueInfo(ref.name, ref);
  });
  return modelOf(domains, count, {
    name: 'program in turns',
    node: [loop],
    initializer: [{ name: 'go', dims: [], dataType: ELEMENT_TYPES.bool, rawData: Uint8Array.of(1) }],
    input: [valueInfo(turnName.count, index), ...outer],
    output: kept.map((name) => valueInfo(turnName.result(name), outputs.get(name)!, collected.includes(name))),
  });
}

/** The nodes and constants that outputs need, every node after those it uses. */
function contentsOf(outputs: ReadonlyMap<string, Ref>) {
  const nodes: OnnxNode[] = [];
  const constants: Ref[] = [];
  const seen = new Set<string>();
  const stack = [...outputs.values()].reverse().map((ref) => ({ ref, opened: false }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.opened) {
      nodes.push(top.ref.node!);
      continue;
    }
    if (seen.has(top.ref.name)) continue;
    seen.add(top.ref.name);
    if (top.ref.constant !== undefined) constants.push(top.ref);
    if (top.ref.node === undefined) continue;
    stack.push({ ref: top.ref, opened: true });
    for (const input of [...top.ref.node.inputs].reverse()) stack.push({ ref: input, opened: false });
  }
  const names = new Map<string, string>(); // what makes an output writes it under the output's name, without a copy
  const copies: object[] = [];
  for (const [name, ref] of outputs) {
    if (ref.node === undefined || names.has(ref.name)) copies.push(copyNode(names.get(ref.name) ?? ref.name, name));
    else names.set(ref.name, name);
  }
  return {
    nodes: [...nodes.map((node) => nodeProto(node, names)), ...copies],
    constants: constants.map((ref) => ({
      name: ref.name,
      dims: ref.shape,
      dataType: ELEMENT_TYPES[ref.dtype],
      rawData: ref.constant!.bytes,
    })),
    domains: new Set(['', ...nodes.map(({ domain }) => domain)]),
    count: nodes.length,
  };
}

function modelOf(domains: ReadonlySet<string>, nodes: number, graph: object): OnnxModel {
  const opsetImport = [...domains].map((domain) => ({ domain, version: OPSETS[domain] }));
  return { bytes: encodeModel({ irVersion: 8, producerName: 'headstart', opsetImport, graph }), nodes };
}

/** An output that is an input, a constant, or the same as another output. */
function copyNode(from: string, name: string): object {
  return { input: [from], output: [name], name: `output ${name}`, opType: 'Identity', domain: '' };
}

function nodeProto({ type, domain, inputs, attrs, output }: OnnxNode, names: ReadonlyMap<string, string>): object {
  return {
    input: inputs.map(({ name }) => names.get(name) ?? name),
    output: [names.get(output.name) ?? output.name],
    name: `${output.name} ${type}`,
    opType: type,
    domain,
    attribute: Object.entries(attrs).map(([name, value]) => ({ name, ...attributeProto(value) })),
  };
}

/** AttributeProto.AttributeType: 1 a float, 2 an int, 3 a string, 7 ints. */
function attributeProto(value: Attribute): object {
  if (typeof value === 'number') return { i: value, type: 2 };
  if (typeof value === 'string') return { s: new TextEncoder().encode(value), type: 3 };
  if ('float' in value) return { f: value.float, type: 1 };
  return { ints: value, type: 7 };
}

/** @param inTurns whether there is one for each turn, along a first axis of any size. */
function valueInfo(name: string, { shape, dtype }: Pick<Ref, 'shape' | 'dtype'>, inTurns = false): object {
  const dim = [...(inTurns ? [{ dimParam: 'turns' }] : []), ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[dtype], shape: { dim } } } };
}
