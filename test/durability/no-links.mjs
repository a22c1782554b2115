// Loaded before the program: a file system without hard links, as memory cards have.
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

promises.link = async () => {
  throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
};
syncBuiltinESMExports();
