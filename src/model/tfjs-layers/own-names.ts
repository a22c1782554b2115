/**
 * Layers that a user gave no name are numbered through by TensorFlow.js, in the order in which a process makes them
 * (`dense_Dense7`). Names decide what a parameter draws, so here each model is numbered by itself: `dense_1`.
 *
 * @param config as `toJSON` of a layers model makes it.
 */
export function withOwnNames(config: unknown): unknown {
  const layers = layersIn(config);
  const given = layers.filter(({ name, className }) => plainName(name, className) === undefined);
  const taken = new Set(given.map(({ name }) => name));
  const renamed = new Map<string, string>();
  for (const { name, className } of layers) {
    const plain = plainName(name, className);
    if (plain === undefined || renamed.has(name)) continue;
    let number = 1;
    while (taken.has(`${plain}_${number}`)) number++;
    taken.add(`${plain}_${number}`);
    renamed.set(name, `${plain}_${number}`);
  }
  return replaced(config, renamed);
}

interface NamedLayer {
  readonly name: string;
  readonly className: string;
}

/** All layers and models in a configuration, in its order. */
function layersIn(value: unknown): NamedLayer[] {
  if (typeof value !== 'object' || value === null) return [];
  const { class_name: className, config } = value as { class_name?: unknown; config?: { name?: unknown } };
  const name = config?.name;
  const own = typeof className === 'string' && typeof name === 'string' ? [{ name, className }] : [];
  return [...own, ...Object.values(value).flatMap(layersIn)];
}

/** What an automatic name starts with; undefined for a name that was given. */
function plainName(name: string, className: string): string | undefined {
  const kind = name.lastIndexOf(`_${className}`);
  if (kind > 0 && /^\d+$/.test(name.slice(kind + 1 + className.length))) return name.slice(0, kind);
  return /^(sequential_|model|input)\d+$/.test(name) ? name.replace(/_?\d+$/, '') : undefined;
}

/** The same with other names wherever they stand: as a layer's own, and as another one's input. */
function replaced(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, names)]));
}
