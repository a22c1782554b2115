import { createRequire } from 'node:module';
import { depthOf } from './module-depth.ts';

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A quarter of what the parser's stack in a worker thread holds of anything, and ten times what a bundle's wrapper has. */
const DEEPEST = 500;

/**
 * The value that a JavaScript module exports as a literal: an object, or a text. The code is read and never run, so that
 * weights from anywhere stay data. CommonJS, also within a bundle's wrapper, and `export default` are understood.
 *
 * @returns undefined if no literal is exported, or the code is nested more deeply than it can be read safely.
 */
export function exportedLiteral(text: string): unknown {
  if (depthOf(text) > DEEPEST) return undefined;
  const { parseSync } = createRequire(import.meta.url)('oxc-parser') as typeof import('oxc-parser');
  const { program, errors } = parseSync('model.js', text, { lang: 'js' }); // in JSX, quotes would not begin strings
  if (errors.length > 0) return undefined;
  const queue: unknown[] = [program];
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    if (Array.isArray(place)) {
      queue.push(...(place as unknown[]).toReversed());
      continue;
    }
    if (typeof place !== 'object' || place === null) continue;
    const candidate = exported(place as Node);
    const value = candidate === undefined ? undefined : literal(candidate);
    if (typeof value === 'string' || (typeof value === 'object' && value !== null)) return value;
    queue.push(...Object.values(place).toReversed().filter(isBranch));
  }
  return undefined;
}

function isBranch(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** What is assigned to `exports` of something, or exported by default. */
function exported({ type, left, right, declaration }: Node): Node | undefined {
  if (type === 'ExportDefaultDeclaration') return declaration as Node;
  if (type !== 'AssignmentExpression') return undefined;
  const { property } = left as { property?: { name?: unknown } };
  return property?.name === 'exports' ? (right as Node) : undefined;
}

/** The value of an expression that is a literal through and through; undefined for anything that would have to be run. */
function literal(node: Node): unknown {
  switch (node.type) {
    case 'Literal':
      return 'regex' in node || typeof node.value === 'bigint' ? undefined : node.value;
    case 'UnaryExpression':
      return signed(node.operator as string, literal(node.argument as Node));
    case 'ArrayExpression': {
      const values = (node.elements as (Node | null)[]).map((element) =>
        element === null ? undefined : literal(element),
      );
      return values.includes(undefined) ? undefined : values;
    }
    case 'ObjectExpression':
      return record(node.properties as Node[]);
    default:
      return undefined;
  }
}

function record(properties: readonly Node[]): Record<string, unknown> | undefined {
  const entries: [string, unknown][] = [];
  for (const property of properties) {
    const key = keyOf(property);
    const value = key === undefined ? undefined : literal(property.value as Node);
    if (key === undefined || value === undefined) return undefined;
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** `!0` and `!1` are what minifiers make of booleans. */
function signed(operator: string, value: unknown): unknown {
  if (operator === '!' && (value === 0 || value === 1)) return value === 0;
  return operator === '-' && typeof value === 'number' ? -value : undefined;
}

function keyOf({ type, computed, key }: Node): string | undefined {
  if (type !== 'Property' || computed === true) return undefined;
  const { name, value } = key as { name?: string; value?: string | number };
  return name ?? String(value);
}
