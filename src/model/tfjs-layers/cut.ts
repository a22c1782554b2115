import type { PlacedLayer } from './build.ts';
import { blockOf, stageNamed } from './names.ts';

/** Layers that make a stage: what goes in is one tensor, and so is what comes out. */
export interface Cut {
  readonly name: string;
  readonly layers: readonly PlacedLayer[];
}

/**
 * Cuts a model into stages where every path goes through one tensor, so that a block with its skip connection is never
 * cut.
 *
 * Layers whose names start with the same block (`block_3_expand`, `conv2_block1_1_conv` …) make one stage, and what comes
 * before the first block is the `stem`. Any other stage is a layer with a kernel, or a branching piece, with the
 * normalisations, activations, poolings and dropouts that follow it, and is called after its first layer with a kernel.
 *
 * @param input name of the model's input.
 */
export function cutIntoStages(layers: readonly PlacedLayer[], input: string): Cut[] {
  const groups: { block: string | undefined; layers: PlacedLayer[] }[] = [];
  for (const piece of pieces(layers, input)) {
    const block = piece.map(({ description }) => blockOf(description.name)).find((name) => name !== undefined);
    const current = groups.at(-1);
    const joins = current !== undefined && (block === undefined ? !begins(piece, current) : block === current.block);
    if (joins) current.layers.push(...piece);
    else groups.push({ block, layers: [...piece] });
  }
  const first = groups.findIndex(({ block }) => block !== undefined);
  const stem = groups.slice(0, Math.max(first, 0)).flatMap((group) => group.layers);
  const taken = new Set<string>();
  const named = (name: string) => {
    const free = stageNamed(name, taken);
    taken.add(free);
    return free;
  };
  return [
    ...(stem.length > 0 ? [{ name: named('stem'), layers: stem }] : []),
    ...groups.slice(Math.max(first, 0)).map((group) => ({
      name: named(group.block ?? (group.layers.find(hasKernel) ?? group.layers[0]!).description.name),
      layers: group.layers,
    })),
  ];
}

/** Whether a piece outside of blocks starts a stage: it brings a kernel, or the padding for one, and the last stage has its. */
function begins(
  piece: readonly PlacedLayer[],
  current: { readonly block: string | undefined; readonly layers: readonly PlacedLayer[] },
): boolean {
  const complete = current.block !== undefined || current.layers.some(hasKernel);
  return complete && piece.some((layer) => hasKernel(layer) || layer.description.className === 'ZeroPadding2D');
}

function hasKernel({ parameters = {} }: PlacedLayer): boolean {
  return Object.keys(parameters).some((name) => name.endsWith('kernel'));
}

/** The shortest runs of layers between which one tensor alone is handed on. */
function pieces(layers: readonly PlacedLayer[], input: string): PlacedLayer[][] {
  if (layers.length === 0) return [];
  const lastUse = new Map<string, number>();
  layers.forEach(({ description }, index) => {
    for (const from of description.inputs) lastUse.set(from, index);
  });
  const found: PlacedLayer[][] = [[]];
  let open = lastUse.get(input) ?? 0; // the last layer that takes something from further back
  layers.forEach((layer, index) => {
    found.at(-1)!.push(layer);
    if (open <= index && index < layers.length - 1) found.push([]);
    open = Math.max(open, lastUse.get(layer.description.name) ?? 0);
  });
  return found;
}
