import { type AnalysisName, analyses, analysisEntry } from '../transfer/analyses/registry.ts';
import { cellsOf } from './check-design.ts';
import { isMapping, listAt, type Mapping, type Path, valueAt } from './path.ts';
import type { Finding } from './source.ts';
import { suggest } from './suggest.ts';

/** A name that an analysis uses, as far as its options can be read. */
export interface AnalysedName {
  readonly kind: 'arm' | 'source' | 'stage';
  readonly path: Path;
  readonly name: string;
}

/** Names of arms, sources and stages in the section `analyse`. */
export function analysedNames(suite: Mapping): AnalysedName[] {
  const sources = isMapping(suite['sources']) ? Object.keys(suite['sources']) : [];
  return present(suite).flatMap((name) => {
    const { schema, names } = analysisEntry(name);
    const options = schema.safeParse(valueAt(suite, ['analyse', name]));
    if (!options.success) return [];
    return names(options.data, sources).map((use) => ({ ...use, path: ['analyse', name, ...use.path] }));
  });
}

/** Whether the section asks for something, in cells that there are. */
export function checkAnalyse(suite: Mapping, targets: readonly unknown[]): Finding[] {
  const section = suite['analyse'];
  if (!isMapping(section)) return [];
  const found: Finding[] = [];
  if (present(suite).length === 0) {
    const remedy = `add one of ${Object.keys(analyses).join(', ')}, or remove the section`;
    found.push({ path: ['analyse'], at: 'key', message: 'nothing is asked for', remedy });
  }
  const { size } = section;
  if (typeof size === 'number' && targets.some((target) => !listAt(target, 'sizes').includes(size))) {
    const sizes = targets.map((target) => listAt(target, 'sizes'));
    const shared = (sizes[0] ?? []).filter((one) => sizes.every((list) => list.includes(one))).map(String);
    const message = targets.length === 1 ? 'the target has no such size' : 'not every target has this size';
    const remedy = shared.length === 0 ? 'remove it: each target’s largest size is taken' : suggest(size, shared);
    found.push({ path: ['analyse', 'size'], received: size, message, remedy });
  }
  if (section['domains'] !== undefined && suite['domains'] === undefined) {
    const remedy = 'add `domains: { labelled: … }` with a name in `data`';
    found.push({ path: ['analyse', 'domains'], at: 'key', message: 'there is no labelled domain', remedy });
  }
  const cells = cellsOf(suite);
  const most = (key: 'repeat' | 'fold') => {
    const count = cells[`${key}s`];
    return listAt(section, `${key}s`).flatMap((number, index): Finding[] => {
      if (typeof number !== 'number' || typeof count !== 'number' || number < count) return [];
      const remedy = `use 0 to ${count - 1}`;
      const message = `there are only ${count} ${key}s, counted from 0`;
      return [{ path: ['analyse', `${key}s`, index], received: number, message, remedy }];
    });
  };
  return [...found, ...most('repeat'), ...most('fold')];
}

function present(suite: Mapping): AnalysisName[] {
  const section = suite['analyse'];
  if (!isMapping(section)) return [];
  return (Object.keys(analyses) as AnalysisName[]).filter((name) => section[name] !== undefined);
}
