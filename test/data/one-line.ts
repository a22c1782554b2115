import { expect } from 'vitest';
import { HeadstartError } from '../../src/base/errors.ts';

/** The one line that a user is told when a promise fails; `folder` goes by the name DIR in it. */
export async function oneLine(promise: Promise<unknown>, folder: string): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HeadstartError);
  const { message } = error as HeadstartError;
  expect(message).not.toContain('\n');
  return message.replaceAll(folder, 'DIR');
}
