import { availableParallelism } from 'node:os';
import { measureComparing } from './comparing.ts';
import { measureMemory } from './memory.ts';
import { measureOverhead } from './overhead.ts';
import { measureReporting } from './reporting.ts';
import { measureScaling } from './scaling.ts';
import { measureEngines, measureSteps } from './steps.ts';
import { printTable } from './table.ts';

/**
 * `npm run perf`: speed, measured and printed, never asserted. Machines are noisy: read figures as ratios within one
 * run. Each figure is the median of several rounds.
 */
process.stdout.write(`Node ${process.version}, ${availableParallelism()} cores\n\n`);
printTable('Resident memory', await measureMemory()); // first: later figures leave memory behind
printTable(
  'Training steps with Adam, without dropout, one thread, the compiled engine and PyTorch in turns: images of 28 × 28; a Transformer of 4 blocks, width 128, on 64 tokens; a GIN of 3 layers, width 64, on trees of 26 nodes',
  await measureSteps(),
);
printTable('Every engine on the processor', await measureEngines());
printTable('One trial outside its training steps', await measureOverhead());
printTable('Comparing a large run, from its files', await measureComparing());
printTable('The report of a large run, and its page in a headless browser', await measureReporting());
printTable('Scaling over workers: 32 CNN trials of 200 steps, from start to report', await measureScaling());
