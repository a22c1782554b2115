import '../../src/run/child.ts';
import { appendFileSync } from 'node:fs';
import type { ChildRequest } from '../../src/run/protocol.ts';

/** The real child process, which also writes down what it is sent: a line for each task. */
process.prependListener('message', (message: unknown) => {
  const { node, features } = (message as ChildRequest).task;
  const used = node.kind === 'trial' ? node.features : null;
  const line = { child: process.pid, kind: node.kind, used, bytes: features?.byteLength ?? 0 };
  appendFileSync(process.env['HEADSTART_TEST_LOG']!, `${JSON.stringify(line)}\n`);
});
