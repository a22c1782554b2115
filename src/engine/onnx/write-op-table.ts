import { readFileSync, writeFileSync } from 'node:fs';
import { withOpTable } from './op-table.ts';

/** `npm run ops`: writes the table of ops in the docs. */
const file = 'docs/engine.md';
writeFileSync(file, withOpTable(readFileSync(file, 'utf8')));
