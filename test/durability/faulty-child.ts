import '../../src/run/child.ts';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildReply, ChildRequest } from '../../src/run/protocol.ts';

const MEGABYTES = 1e6;

/** Memory that is never given back. */
const leaked: Uint8Array[] = [];

/** The real child process, in which arms of certain names go wrong in real ways before they are answered. */
process.prependListener('message', (message: unknown) => {
  const { task } = message as ChildRequest;
  switch (task.node.kind === 'trial' ? task.node.arm : '') {
    case 'crashes':
      process.kill(process.pid, 'SIGSEGV');
      break;
    case 'exits':
      process.exit(9);
      break;
    case 'dies-once': {
      const mark = join(process.env['HEADSTART_TEST_FOLDER']!, 'died');
      if (existsSync(mark)) break;
      writeFileSync(mark, '');
      process.kill(process.pid, 'SIGKILL');
      break;
    }
    case 'leaks':
      writeFileSync(join(process.env['HEADSTART_TEST_FOLDER']!, String(process.pid)), '');
      leaked.push(new Uint8Array(450 * MEGABYTES).fill(1));
      break;
    case 'hungry':
      leaked.push(new Uint8Array(1200 * MEGABYTES).fill(1));
      break;
    case 'hangs':
      process.send?.({ type: 'ready' } satisfies ChildReply, () => {
        for (;;); // no event loop, no step boundary
      });
  }
});
