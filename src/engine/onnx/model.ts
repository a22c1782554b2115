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
  const nodes: OnnxNode[] = [];
  const constants: Ref[] = [];
  const seen = new Set<string>();
  const visit = (ref: Ref): void => {
    const stack = [{ ref, opened: false }];
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
  };
  for (const ref of outputs.values()) visit(ref);
  const names = new Map<string, string>(); // what makes an output writes it under the output's name, without a copy
  const copies: object[] = [];
  for (const [name, ref] of outputs) {
    if (ref.node === undefined || names.has(ref.name)) copies.push(copyNode(names.get(ref.name) ?? ref.name, name));
    else names.set(ref.name, name);
  }
  const domains = new Set(['', ...nodes.map(({ domain }) => domain)]);
  const bytes = encodeModel({
    irVersion: 8,
    producerName: 'headstart',
    opsetImport: [...domains].map((domain) => ({ domain, version: OPSETS[domain] })),
    graph: {
      name: 'program',
      node: [...nodes.map((node) => nodeProto(node, names)), ...copies],
      initializer: constants.map((ref) => ({
        name: ref.name,
        dims: ref.shape,
        dataType: ELEMENT_TYPES[ref.dtype],
        rawData: ref.constant!.bytes,
      })),
      input: builder.inputs.map((ref) => valueInfo(ref.name, ref)),
      output: [...outputs].map(([name, ref]) => valueInfo(name, ref)),
    },
  });
  return { bytes, nodes: nodes.length };
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

function valueInfo(name: string, { shape, dtype }: Pick<Ref, 'shape' | 'dtype'>): object {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[dtype], shape: { dim } } } };
}
