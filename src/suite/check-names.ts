import { showValue } from '../base/errors.ts';
import { armSchema, recipeOf } from './arms.ts';
import { analysedNames } from './check-analyse.ts';
import { isMapping, type Mapping, type Path, valueAt } from './path.ts';
import type { Finding } from './source.ts';
import { closest, suggest } from './suggest.ts';

/** A place where the suite uses a name that it defines elsewhere. */
interface Use {
  readonly path: Path;
  readonly name: string;
}

/**
 * Names that are used and not defined, or defined and not used. Works on a file that has other mistakes too: what
 * cannot be read is passed over.
 */
export function checkNames(suite: Mapping): Finding[] {
  const users: [Path, unknown][] = ['sources', 'targets'].flatMap((section) =>
    entriesOf(suite, section).map(([name, user]): [Path, unknown] => [[section, name], user]),
  );
  if (suite['targets'] === undefined) users.push([['target'], suite['target']]);
  const fed = users.filter(([, user]) => !isExisting(user));
  const data = fed.map(([path, user]) => textAt(user, [...path, 'data']));
  const incomplete = data.some((uses) => uses.length === 0);
  data.push(textAt(suite['domains'], ['domains', 'labelled']));
  const arms = entriesOf(suite, 'arms');
  const tasks = arms.flatMap(([name, arm]) => tasksOf(arm, ['arms', name]));
  const study = ['study', 'layerwise'];
  const studied = ['a', 'b'].flatMap((key) => textAt(valueAt(suite, study), [...study, key]));
  const starts = entriesOf(suite, 'sources').flatMap(([name, source]) => textAt(source, ['sources', name, 'from']));
  const meant = entriesOf(suite, 'targets').flatMap(([name, target]) => ownNames(target, ['targets', name]));
  const own = new Set(meant.map(({ path }) => String(path.at(-1))));
  const started = [...arms.flatMap(([name, arm]) => sourcesOf(arm, ['arms', name])), ...studied];
  const sources = [...started.filter(({ name }) => !own.has(name)), ...starts, ...meant];
  const named = [...textAt(suite['compare'], ['compare', 'reference']), ...textAt(suite['ablate'], ['ablate', 'of'])];
  const analysed = analysedNames(suite);
  const unread = arms.filter(([, arm]) => !armSchema().safeParse(arm).success).flatMap(([, arm]) => textsIn(arm));
  const ofKind = (kind: string) => analysed.filter((use) => use.kind === kind);
  return [
    ...match(suite, 'data', [...data.flat(), ...tasks], 'data', incomplete ? 'all' : []),
    ...match(suite, 'sources', [...sources, ...ofKind('source')], 'source', arms.length === 0 ? 'all' : unread),
    ...match(suite, 'arms', [...named, ...ofKind('arm')], 'arm', 'all'),
    ...['data', 'sources', 'targets', 'arms'].flatMap((section) => alike(suite, section)),
    ...ownSources(suite, meant, started, arms.length > 0 && unread.length === 0),
    ...modelForAll(suite),
    ...rounds(suite),
    ...enoughArms(suite),
    ...(isMapping(suite['targets']) && entriesOf(suite, 'targets').length === 0
      ? [{ path: ['targets'], message: 'there is no target', remedy: 'add a target' }]
      : []),
  ];
}

/** Weights that exist already need no data. */
function isExisting(source: unknown): boolean {
  return isMapping(source) && source['weights'] !== undefined && source['objective'] === undefined;
}

function entriesOf(suite: Mapping, section: string): [string, unknown][] {
  const value = suite[section];
  return isMapping(value) ? Object.entries(value) : [];
}

/** The text at the end of a path, if there is any. */
function textAt(holder: unknown, path: Path): Use[] {
  const name = isMapping(holder) ? holder[path.at(-1)!] : undefined;
  return typeof name === 'string' ? [{ path, name }] : [];
}

/** The sources that an arm names, as far as it can be read. */
function sourcesOf(arm: unknown, path: Path): Use[] {
  const init = isMapping(arm) ? arm['init'] : undefined;
  const written = [...textAt(arm, [...path, 'from']), ...textAt(init, [...path, 'init', 'from'])];
  const read = armSchema().safeParse(arm);
  if (!read.success) return written;
  const recipe = recipeOf(read.data);
  if (recipe.init === 'random') return [];
  const { from } = recipe.init;
  return [written.find(({ name }) => name === from) ?? { path, name: from }];
}

/** The data of the further tasks that an arm names, as far as it can be read. */
function tasksOf(arm: unknown, path: Path): Use[] {
  const read = armSchema().safeParse(arm);
  if (!read.success) return [];
  const { tasks } = recipeOf(read.data);
  if (tasks === 'single') return [];
  const written = isMapping(arm) && isMapping(arm['tasks']) ? [...path, 'tasks', 'with'] : [...path, 'with'];
  return tasks.with.map((name, index) => ({ path: [...written, index], name }));
}

/** @param spared names that go unused only because their user cannot be read. */
function match(
  suite: Mapping,
  section: string,
  uses: readonly Use[],
  kind: string,
  spared: readonly string[] | 'all',
): Finding[] {
  if (!isMapping(suite[section] ?? {})) return []; // the schema has said so
  const known = entriesOf(suite, section).map(([name]) => name);
  const used = new Set<string | undefined>();
  const findings: Finding[] = [];
  for (const { path, name } of uses) {
    used.add(known.includes(name) ? name : closest(name, known));
    if (known.includes(name)) continue;
    const remedy = known.length === 0 ? `define it under \`${section}\`` : suggest(name, known);
    findings.push({ path, received: name, message: `there is no ${kind} of this name`, remedy });
  }
  if (spared === 'all') return findings;
  const idle = known.filter((name) => !used.has(name) && !spared.includes(name));
  const user = section === 'sources' ? 'arm' : 'source and no target';
  return [
    ...findings,
    ...idle.map((name) => ({
      path: [section, name],
      at: 'key' as const,
      message: `no ${user} uses ${showValue(name)}`,
      remedy: 'use it or remove it',
    })),
  ];
}

/** What names of sources mean for a target, where it says so: by its name for arms, the name of a source. */
function ownNames(target: unknown, path: Path): Use[] {
  const sources = isMapping(target) ? target['sources'] : undefined;
  if (!isMapping(sources)) return [];
  return Object.keys(sources).flatMap((name) => textAt(sources, [...path, 'sources', name]));
}

/** Names that targets give to sources of their own: every target knows each, and an arm uses it. */
function ownSources(suite: Mapping, meant: readonly Use[], started: readonly Use[], readable: boolean): Finding[] {
  const sources = isMapping(suite['sources']) ? suite['sources'] : {};
  const names = [...new Set(meant.map(({ path }) => String(path.at(-1))))];
  return names.flatMap((name): Finding[] => {
    const places = meant.filter(({ path }) => path.at(-1) === name).map(({ path }) => path);
    const [first] = places;
    if (Object.hasOwn(sources, name)) {
      const message = `a source has the name ${showValue(name)} already, for every target`;
      return [{ path: first!, at: 'key', message, remedy: 'choose another name, which arms then start from' }];
    }
    if (readable && !started.some((use) => use.name === name)) {
      const message = `no arm starts from ${showValue(name)}`;
      return [{ path: first!, at: 'key', message, remedy: 'use it in an arm or remove it' }];
    }
    return entriesOf(suite, 'targets').flatMap(([target]): Finding[] => {
      if (places.some((path) => path[1] === target)) return [];
      const message = `other targets say which source ${showValue(name)} is, and this one does not`;
      return [{ path: ['targets', target], message, remedy: `add \`sources: { ${name}: SOURCE }\`` }];
    });
  });
}

/** Whether each target has a model: its own or that of the suite. */
function modelForAll(suite: Mapping): Finding[] {
  if (suite['model'] !== undefined) return [];
  const without = entriesOf(suite, 'targets').find(([, target]) => !isMapping(target) || target['model'] === undefined);
  if (without === undefined && isMapping(suite['targets'])) return [];
  const [name] = without ?? [];
  const message =
    name === undefined ? 'is missing' : `is missing, and the target ${showValue(name)} has none of its own`;
  return [{ path: ['model'], message, remedy: 'add `model: { backbone: … }`' }];
}

/** Every text in an arm that cannot be read, since it may be meant as a name. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Sources that start from themselves, by way of others or at once. */
function rounds(suite: Mapping): Finding[] {
  const from = new Map(
    entriesOf(suite, 'sources').flatMap(([name, source]) =>
      textAt(source, ['sources', name, 'from']).map((use): [string, string] => [name, use.name]),
    ),
  );
  return [...from].flatMap(([name, first]): Finding[] => {
    const seen = new Set<string>();
    for (let next: string | undefined = first; next !== undefined && !seen.has(next); next = from.get(next)) {
      seen.add(next);
    }
    if (!seen.has(name)) return [];
    const message = first === name ? 'a source cannot start from itself' : 'these sources start from each other';
    return [{ path: ['sources', name, 'from'], received: first, message, remedy: 'let one of them start at random' }];
  });
}

/** Names that a file system without case could not tell apart. */
function alike(suite: Mapping, section: string): Finding[] {
  const seen = new Map<string, string>();
  return entriesOf(suite, section).flatMap(([name]) => {
    const earlier = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    if (earlier === undefined) return [];
    const message = `${showValue(name)} differs from ${showValue(earlier)} only in upper and lower case`;
    return [{ path: [section, name], at: 'key' as const, message, remedy: 'rename one of the two' }];
  });
}

function enoughArms(suite: Mapping): Finding[] {
  if (!isMapping(suite['arms'])) return [];
  const count = entriesOf(suite, 'arms').length;
  const made = suite['ablate'] !== undefined || suite['study'] !== undefined;
  if (count > (made ? 0 : 1)) return [];
  const remedy = 'add an arm, such as `full: { preset: full, from: SOURCE }`';
  return [{ path: ['arms'], message: `${count === 0 ? 'no arm' : 'one arm'} gives nothing to compare`, remedy }];
}
