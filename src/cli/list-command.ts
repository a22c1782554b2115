import { HeadstartError, printableText } from '../base/errors.ts';
import { plannedTrials } from '../plan/trial-count.ts';
import { awaitsStages } from '../suite/generate.ts';
import { loadSuite } from '../suite/load.ts';
import type { Command } from './args.ts';
import { findRuns } from './find-runs.ts';
import { suiteFiles } from './find-suite.ts';

/** Shows the suites here and their runs. Broken suites are shown with what is wrong. */
export async function listCommand(command: Command): Promise<number> {
  const files = await suiteFiles();
  if (files.length === 0) process.stdout.write('There are no suites here: write one to suites/.\n');
  for (const file of files) {
    try {
      const suite = await loadSuite(file, command);
      const runs = await findRuns(command.out, suite.name);
      const newest = runs[0];
      const more = awaitsStages(suite) ? '; and those of arms for each stage of the model, which `plan` shows' : '';
      process.stdout.write(
        [
          `${suite.name}  ${printableText(suite.question)}`,
          `    ${plannedTrials(suite)} trials: ${suite.arms.map(({ name }) => name).join(', ')}${more}`,
          newest === undefined
            ? '    not run yet'
            : `    ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, the newest ${newest.record.started.slice(0, 16).replace('T', ' ')} (${newest.record.state}): ${printableText(newest.folder)}`,
          '',
        ].join('\n'),
      );
    } catch (error) {
      if (!(error instanceof HeadstartError)) throw error;
      process.stdout.write(`${printableText(file)} cannot be used:\n    ${error.message.replaceAll('\n', '\n    ')}\n`);
    }
  }
  return 0;
}
