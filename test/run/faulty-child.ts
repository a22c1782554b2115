import type { ChildRequest } from '../../src/run/protocol.ts';

/** A real child process in which arms of certain names go wrong in real ways. This handler runs before the real one. */
process.on('message', ({ task }: ChildRequest) => {
  switch (task.node.kind === 'trial' ? task.node.arm : '') {
    case 'crashes':
      process.abort();
      break;
    case 'exits':
      process.exit(9);
      break;
    case 'hangs':
      for (;;); // no event loop, no step boundary
  }
});

await import('../../src/run/child.ts');
