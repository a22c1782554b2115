import { cancelJobs } from '../run/cluster/slurm.ts';
import { clusterFolder, openTickets, requestStop } from '../store/cluster-desk.ts';
import type { Command } from './args.ts';
import { findRun } from './find-run.ts';

/** Ends a run on a cluster: its jobs, and the process that conducts it, wherever that is. What is finished is kept. */
export async function cancelCommand({ operands, out }: Command): Promise<number> {
  const home = clusterFolder(await findRun(operands[0]!, out));
  const tickets = await openTickets(home);
  if (tickets.length === 0) {
    process.stdout.write('The run has no jobs on a cluster.\n');
    return 0;
  }
  await requestStop(home); // first: lost shards would be submitted again
  for (const ticket of tickets) await cancelJobs(ticket);
  const jobs = tickets.flatMap((ticket) => ticket.jobs.map(({ id }) => id));
  process.stdout.write(
    `Cancelled ${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.join(', ')}. What is finished is kept.\n`,
  );
  return 0;
}
