import { type Alias, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from 'yaml';
import { showValue } from '../base/errors.ts';
import { showPath } from './path.ts';
import type { Mistake } from './yaml.ts';

export interface YamlValue {
  /** Plain JSON values. What an alias stands for is shared, not copied. */
  readonly value: unknown;
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  readonly mistakes: readonly Mistake[];
}

/** Aliases can name lists of aliases, and nine lines can stand for a thousand million values. */
const MOST_ALIASED = 10_000;

type Path = readonly (string | number)[];

/** Makes values of a parsed document, without expanding aliases, and finds what plain JSON could not hold. */
export function yamlValue(root: Node | null, lines: LineCounter): YamlValue {
  const mistakes: Mistake[] = [];
  const aliases = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  /** Value, and number of values in it with every alias written out. Nodes being read are not in it yet. */
  const read = new Map<Node, { readonly value: unknown; readonly size: number }>();
  let aliased = 0;

  const visit = (node: Node | null, path: Path): { readonly value: unknown; readonly size: number } => {
    if (node === null) return { value: null, size: 1 };
    if (isAlias(node)) return follow(node, path);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    const result = isMap(node) ? visitMap(node, path) : isSeq(node) ? visitItems(node.items, path) : scalar(node);
    read.set(node, result);
    return result;
  };

  const scalar = (node: Node) => ({ value: isScalar(node) ? node.value : null, size: 1 });

  const visitItems = (items: readonly unknown[], path: Path) => {
    const parts = items.map((item, index) => visit(item as Node | null, [...path, index]));
    return { value: parts.map((part) => part.value), size: parts.reduce((sum, part) => sum + part.size, 1) };
  };

  const visitMap = (map: YAMLMap, path: Path) => {
    const value: Record<string, unknown> = {};
    const places = new Map<string, number>();
    let size = 1;
    for (const { key: keyNode, value: valueNode } of map.items) {
      const key = readKey(keyNode, map, path);
      if (key === undefined) continue;
      const offset = offsetOf(keyNode);
      const earlier = places.get(key);
      if (earlier !== undefined) {
        mistakes.push({
          offset,
          path: showPath([...path, key]),
          message: `the key ${showValue(key)} is already on line ${lines.linePos(earlier).line}`,
          remedy: 'keep one of the two',
        });
      }
      places.set(key, offset);
      const part = visit(valueNode as Node | null, [...path, key]);
      value[key] = part.value;
      size += part.size;
    }
    return { value, size };
  };

  const readKey = (node: unknown, map: YAMLMap, path: Path): string | undefined => {
    const key = isScalar(node) ? node.value : node;
    const where = { offset: offsetOf(node) || offsetOf(map), path: showPath(path) };
    if (typeof key !== 'string') {
      const remedy = isScalar(node) ? 'put it in quotes, or give it a name' : 'write a plain name and a colon';
      mistakes.push({ ...where, message: 'a key must be text', remedy, ...(isScalar(node) && { received: key }) });
      return undefined;
    }
    if (key === '__proto__') {
      mistakes.push({ ...where, message: 'the key "__proto__" is reserved by JavaScript', remedy: 'rename it' });
      return undefined;
    }
    return key;
  };

  const follow = (alias: Alias, path: Path) => {
    const target = anchors.get(alias.source);
    const result = target && read.get(target);
    aliased += result?.size ?? 0;
    const wrong =
      target === undefined
        ? { message: `no anchor ${showValue(alias.source)} stands before this alias`, remedy: 'write the value out' }
        : result === undefined
          ? { message: 'this alias lies inside what it stands for', remedy: 'write the value out' }
          : aliased > MOST_ALIASED && aliased - result.size <= MOST_ALIASED
            ? { message: 'the aliases up to here stand for more than 10,000 values', remedy: 'write the values out' }
            : undefined;
    if (wrong !== undefined) mistakes.push({ offset: offsetOf(alias), path: showPath(path), ...wrong });
    if (target === undefined || result === undefined || aliased > MOST_ALIASED) return { value: null, size: 1 };
    aliases.set(alias, target);
    return result;
  };

  return { value: visit(root, []).value, aliases, mistakes };
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
