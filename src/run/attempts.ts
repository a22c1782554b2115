import { nodeLabel } from '../plan/node-names.ts';
import type { PlanNode } from '../plan/nodes.ts';
import { failed, type Outcome } from '../plan/outcome.ts';
import type { Reply } from './protocol.ts';

/** How often a node is tried whose process or thread ends under it. */
const ATTEMPTS = 3;

export interface Trying {
  readonly run: () => Promise<Reply>;
  /** Keeps each loss, with its reason. */
  readonly publish: (outcome: Outcome) => Promise<void>;
  readonly say: ((message: string) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs a node, and again if what it ran in was lost, which says nothing about the node: a process may be killed for want
 * of memory. A node that ends every process it gets fails with the last reason.
 */
export async function attempt(node: PlanNode, trying: Trying): Promise<Exclude<Reply, { type: 'lost' }>> {
  for (let count = 1; ; count++) {
    const reply = await trying.run();
    if (reply.type !== 'lost') return reply;
    if (trying.signal?.aborted) return { type: 'interrupted' };
    if (count === ATTEMPTS) {
      return { type: 'outcome', outcome: failed(node, `${reply.reason}, at the last of ${ATTEMPTS} attempts`) };
    }
    await trying.publish(failed(node, reply.reason));
    trying.say?.(`${nodeLabel(node)}: ${reply.reason}; attempt ${count + 1} of ${ATTEMPTS}`);
  }
}
