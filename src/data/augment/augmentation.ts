import { z } from 'zod';
import { HeadstartError } from '../../base/errors.ts';
import type { Content } from '../../engine/input.ts';
import type { ImageSpec, Transformation } from './contract.ts';
import { transformations } from './registry.ts';

type Name = keyof typeof transformations;

/** What is done to images: options of each transformation, or `off`. */
export type Augmentation = { readonly [Key in Name]: 'off' | z.output<(typeof transformations)[Key]['schema']> };

/**
 * The schema of an augmentation.
 *
 * @param on what is done, with its defaults, where a suite says nothing about it; the rest is off.
 */
export function augmentationSchema(on: readonly Name[]): z.ZodType<Augmentation> {
  const fields = Object.entries(transformations).map(([name, { title, schema }]) => {
    const either = z.union([z.literal('off'), schema as z.ZodObject]);
    const isOn = on.includes(name as Name);
    const field = isOn ? either.prefault({}) : either.default('off');
    return [name, field.describe(isOn ? `${title}; done unless it is \`off\`` : title)] as const;
  });
  return z.strictObject(Object.fromEntries(fields)) as unknown as z.ZodType<Augmentation>; // zod cannot follow the map
}

/**
 * Whether the examples can be altered so: what mirrors pixels would turn time back.
 *
 * @throws {HeadstartError} `suite` if they cannot.
 */
export function checkAugmentation(augmentation: Augmentation, content: Content | undefined): void {
  const kind = content?.kind === 'spectrogram' ? 'spectrograms' : 'images';
  for (const [name, entry] of Object.entries(transformations)) {
    const takes = 'takes' in entry ? entry.takes : kind;
    if (augmentation[name as Name] === 'off' || takes === kind) continue;
    throw new HeadstartError('suite', {
      message: `\`augment.${name}\` is done to ${takes} only, and the examples are ${kind}`,
      received: augmentation[name as Name],
      remedy: `write \`${name}: off\`, or leave it away`,
    });
  }
}

/** All transformations of an augmentation one after the other, in the registry's order. */
export function augmenter(augmentation: Augmentation, image: ImageSpec): Transformation {
  const chain = Object.entries(transformations).flatMap(([name, { create }]) => {
    const options = augmentation[name as Name];
    // The options are the entry's own, which TypeScript cannot follow through a union of entries.
    return options === 'off' ? [] : [(create as (options: object, image: ImageSpec) => Transformation)(options, image)];
  });
  const last = chain.pop();
  if (last === undefined) return (source, target) => target.set(source);
  const size = image.shape[0] * image.shape[1] * image.shape[2];
  const [even, odd] = [new Float32Array(size), new Float32Array(size)];
  return (source, target, random) => {
    let from = source;
    for (let index = 0; index < chain.length; index++) {
      const to = index % 2 === 0 ? even : odd;
      chain[index]!(from, to, random);
      from = to;
    }
    last(from, target, random);
  };
}
