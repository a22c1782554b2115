/** How the field calls blocks, at the start of a layer's name: MobileNet, ResNet, EfficientNet, VGG, DenseNet, Inception. */
const BLOCKS: readonly { readonly pattern: RegExp; readonly name: (found: RegExpExecArray) => string }[] = [
  { pattern: /^(conv\d+_block\d+)(?=[_/]|$)/, name: ([, whole]) => whole! },
  { pattern: /^block_?(\d+[a-z]?)(?=[_/]|$)/, name: ([, number]) => `block${number}` },
  { pattern: /^(mixed_?\d+)(?=[_/]|$)/, name: ([, whole]) => whole! },
  { pattern: /^(expanded_conv(?:_\d+)?)(?=[_/]|$)/, name: ([, whole]) => whole! },
  {
    pattern: /^stage_?(\d+)(?:_(?:block|unit)_?(\d+))?(?=[_/]|$)/,
    name: ([, stage, block]) => (block === undefined ? `stage${stage}` : `stage${stage}_block${block}`),
  },
  { pattern: /^conv_(?:dw|pw|pad)_(\d+)(?=[_/]|$)/, name: ([, number]) => `block${number}` },
];

/** The block that a layer belongs to by its name: `block_3_expand_BN` → `block3`; undefined for other names. */
export function blockOf(layer: string): string | undefined {
  for (const { pattern, name } of BLOCKS) {
    const found = pattern.exec(layer);
    if (found !== null) return name(found);
  }
  return undefined;
}

/** Words that suites use for choices of stages. */
const RESERVED = ['head', 'all', 'none'];

/** A name that a suite can speak: letters, digits, `_` and `-`, a letter first, and not taken yet. */
export function stageNamed(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/g, '_');
  const spoken = /^[A-Za-z]/.test(plain) && !RESERVED.includes(plain) ? plain : `layer_${plain}`;
  let free = spoken;
  for (let count = 2; taken.has(free); count++) free = `${spoken}_${count}`;
  return free;
}

/** The name of a layer's weight within its stage: `block_3_expand` and `kernel` → `block_3_expand.kernel`. */
export function parameterNamed(layer: string, weight: string): string {
  return `${layer.replaceAll('/', '_')}.${weight}`;
}
