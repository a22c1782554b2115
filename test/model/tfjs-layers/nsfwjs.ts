import { HeadstartError } from '../../../src/base/errors.ts';
import { modelFile } from '../../../src/model/tfjs-layers/locate.ts';

/** Where the MobileNetV2 lies. */
export const NSFWJS = { package: 'nsfwjs', model: 'mobilenet_v2' } as const;

/** Its model file; undefined if the package is not installed. */
export const nsfwjsFile: string | undefined = (() => {
  try {
    return modelFile(NSFWJS);
  } catch (error) {
    if (error instanceof HeadstartError) return undefined;
    throw error;
  }
})();

/** For the titles of tests that are skipped without it. */
export const NEEDS = nsfwjsFile === undefined ? ' (skipped: npm install --no-save nsfwjs@4.3.0)' : '';
