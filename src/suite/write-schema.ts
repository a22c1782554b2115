import { mkdir, writeFile } from 'node:fs/promises';
import { suiteJsonSchema } from './json-schema.ts';
import { suiteReference } from './reference.ts';

/** `npm run schema`: writes the two files that are made from the schema. Tests fail while they are out of date. */

const root = new URL('../../', import.meta.url);

await mkdir(new URL('docs/', root), { recursive: true });
await writeFile(new URL('suites/schema.json', root), `${JSON.stringify(suiteJsonSchema(), null, 2)}\n`);
await writeFile(new URL('docs/suites.md', root), suiteReference());
