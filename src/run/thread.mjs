// The entry of every worker thread, in plain JavaScript: a thread does not inherit the TypeScript loader in every
// version of Node, so it registers its own before it loads the worker.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { default: runTask } = await import(workerData.workerFile);
export default runTask;
