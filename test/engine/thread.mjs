import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

// A worker's entry file is not seen by tsx: it is registered first, and the TypeScript file imported after.
register();
await import(workerData);
