import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { HeadstartError, type Problem } from '../base/errors.ts';
import { listAt } from './path.ts';
import { pluginModule } from './plugin-module.ts';
import { usePlugins } from './plugins.ts';
import { refusal, type SuiteSource } from './source.ts';
import { liesIn, projectFolder } from './trust.ts';

export const pluginPaths = z.array(z.string().min(1)).default([]);

/**
 * Loads the plug-ins that a suite names, before anything else of it is read: they decide what it can say.
 *
 * @param origin the file that the suite was read from; it and the plug-ins must lie in the project (./trust.ts). Null where
 *   they may lie anywhere.
 * @throws {HeadstartError} `suite` with everything that is wrong with them, each at its line; with one line if they are not
 *   trusted, and none of them has run.
 */
export async function loadPlugins(source: SuiteSource, origin: string | null): Promise<void> {
  const problems: Problem[] = [];
  const named = listAt(source.value, 'plugins').flatMap(
    (written, index) => (typeof written === 'string' && written !== '' ? [{ written, index }] : []), // the schema says what is wrong with it
  );
  const refuse = (at: (typeof named)[number], problem: Problem): void => {
    const { message, remedy, received = at.written } = problem;
    problems.push(source.problem(['plugins', at.index], { message, remedy, received }));
  };
  const project = origin === null || named.length === 0 ? null : projectFolder();
  const trust = (index: number, what: string, file: string): void => {
    if (project === null || liesIn(project, file)) return;
    const message = `plug-ins run code, and ${what} lies outside of the project ${project}`;
    const remedy = 'read the plug-ins, then add --allow-plugins; or run it where it belongs';
    throw refusal([source.problem(['plugins', index], { message, remedy, received: file })]);
  };
  if (named[0] !== undefined) trust(named[0].index, 'the suite', origin ?? source.path);
  const read = named.flatMap((at) => {
    const file = resolve(dirname(source.path), at.written);
    trust(at.index, 'this one', file);
    try {
      const module = pluginModule(file, at.written);
      for (const part of Object.keys(module.parts)) trust(at.index, 'what it imports', part);
      return [{ at, module }];
    } catch (error) {
      if (!(error instanceof HeadstartError)) throw error;
      refuse(at, error.problems[0]);
      return [];
    }
  });
  for (const { index, problem } of await usePlugins(read.map(({ module }) => module))) refuse(read[index]!.at, problem);
  if (problems.length > 0) throw refusal(problems);
}
