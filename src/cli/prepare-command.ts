import { reserveBlock } from '../plan/repeats.ts';
import { type Prepared, type PrepareOptions, prepare } from '../prepare.ts';
import type { Command } from './args.ts';
import { findSuite } from './find-suite.ts';
import { selectionOf } from './select.ts';

/** Reads what a command is to run: its suite, and which part of it. @param pinned in place of what the command says. */
export async function prepareCommand(
  command: Command,
  pinned: Pick<PrepareOptions, 'threads' | 'presumed'> & Partial<Pick<PrepareOptions, 'engine' | 'device'>> = {},
): Promise<Prepared> {
  return prepare(await findSuite(command.operands[0]!), {
    engine: command.engine,
    device: command.device,
    allowPlugins: command.allowPlugins,
    select: (suite) => selectionOf(suite, command),
    ...(command.reserve && { edit: reserveBlock }),
    ...pinned,
  });
}
