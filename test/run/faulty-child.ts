import '../../src/run/child.ts';
import type { ChildReply, ChildRequest } from '../../src/run/protocol.ts';

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
    case 'hangs':
      process.send?.({ type: 'ready' } satisfies ChildReply, () => {
        for (;;); // no event loop, no step boundary
      });
  }
});
