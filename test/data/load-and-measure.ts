import { loadDataset } from '../../src/data/load.ts';
import { type DatasetName, datasets } from '../../src/data/registry.ts';

/**
 * A process of its own, so that what others have held does not count: loads a data set twice, first with the options that
 * make little of it, and prints how far the second time raised the most memory that it has ever had, in MB.
 */
const [name, small, large] = process.argv.slice(2) as [DatasetName, string, string];
const load = (options: string) => loadDataset({ use: name, options: datasets[name].schema.parse(JSON.parse(options)) });
const peak = (): number => process.resourceUsage().maxRSS / 1024;

await load(small);
const before = peak();
const { count } = await load(large);
console.log(JSON.stringify({ count, growth: peak() - before }));
