import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withOpTable } from '../../../src/engine/onnx/op-table.ts';
import { opGroups, ops } from '../../../src/engine/onnx/ops/registry.ts';

test('the table of ops in the docs is that of the registry', () => {
  const text = readFileSync('docs/engine.md', 'utf8');
  expect(withOpTable(text), 'run npm run ops').toBe(text);
});

test('no kernel is lowered in two ways', () => {
  expect(Object.values(opGroups).flat()).toHaveLength(ops.size);
});

test('a text without a place for the table is refused', () => {
  expect(() => withOpTable('# Engine')).toThrow(/no place for the table/);
});
