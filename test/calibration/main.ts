import { calibrate, markdownOf } from './table.ts';

/** `npm run calibrate`: how often the tool itself is wrong, by simulation. The table of docs/methods.md. */
const REPLICATIONS = 2000;

process.stdout.write(`${markdownOf(calibrate(REPLICATIONS))}\n`);
