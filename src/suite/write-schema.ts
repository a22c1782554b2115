import { mkdir, writeFile } from 'node:fs/promises';
import { suiteJsonSchema } from './json-schema.ts';
import { recipesReference } from './recipes-reference.ts';
import { suiteReference } from './reference.ts';

/** `npm run schema`: writes the files that are made from the schema and the registries. Tests fail while they are out of date. */

const root = new URL('../../', import.meta.url);

await mkdir(new URL('docs/', root), { recursive: true });
await writeFile(new URL('suites/schema.json', root), `${JSON.stringify(suiteJsonSchema(), null, 2)}\n`);
await writeFile(new URL('docs/suites.md', root), suiteReference());
await writeFile(new URL('docs/recipes.md', root), recipesReference());
