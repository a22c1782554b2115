import { blur } from './blur.ts';
import { crop } from './crop.ts';
import { cutout } from './cutout.ts';
import { flip } from './flip.ts';
import { jitter } from './jitter.ts';
import { noise } from './noise.ts';
import { specAugment } from './spec-augment.ts';

/** Every way of altering images and spectrograms, in the order in which they are applied. Adding one is a file and a line here. */
export const transformations = { crop, flip, jitter, blur, noise, cutout, [specAugment.name]: specAugment } as const;
