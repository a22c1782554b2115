import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { HeadstartError, type Problem } from '../base/errors.ts';
import { listAt } from './path.ts';
import { pluginModule } from './plugin-module.ts';
import { usePlugins } from './plugins.ts';
import { refusal, type SuiteSource } from './source.ts';

export const pluginPaths = z.array(z.string().min(1)).default([]);

/**
 * Loads the plug-ins that a suite names, before anything else of it is read: they decide what it can say.
 *
 * @throws {HeadstartError} `suite` with everything that is wrong with them, each at its line.
 */
export async function loadPlugins(source: SuiteSource): Promise<void> {
  const problems: Problem[] = [];
  const named = listAt(source.value, 'plugins').flatMap(
    (written, index) => (typeof written === 'string' && written !== '' ? [{ written, index }] : []), // the schema says what is wrong with it
  );
  const refuse = (at: (typeof named)[number], problem: Problem): void => {
    const { message, remedy, received = at.written } = problem;
    problems.push(source.problem(['plugins', at.index], { message, remedy, received }));
  };
  const read = named.flatMap((at) => {
    try {
      return [{ at, module: pluginModule(resolve(dirname(source.path), at.written), at.written) }];
    } catch (error) {
      if (!(error instanceof HeadstartError)) throw error;
      refuse(at, error.problems[0]);
      return [];
    }
  });
  for (const { index, problem } of await usePlugins(read.map(({ module }) => module))) refuse(read[index]!.at, problem);
  if (problems.length > 0) throw refusal(problems);
}
