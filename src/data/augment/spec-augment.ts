import { z } from 'zod';
import type { AugmentEntry } from './contract.ts';

const masks = (of: string) => z.int().min(0).max(20).default(2).describe(`how many spans of ${of} are masked`);
const width = (of: string) =>
  z.number().min(0).max(1).default(0.2).describe(`largest width of a span, as a share of all ${of}; drawn from 0 on`);

const schema = z.strictObject({
  times: masks('frames'),
  duration: width('frames'),
  frequencies: masks('bands'),
  height: width('bands'),
});

/**
 * Spans of frames, and spans of mel bands, covered by the mean of the spectrogram, as in the paper, whose zeros are the
 * mean of normalised features. A span's width is drawn uniformly from 0 to the largest, then its first frame or band from all
 * at which it fits; spans may overlap. Time is not warped: the paper found that to matter least.
 */
export const specAugment = {
  name: 'spec-augment',
  title: 'spans of time and of frequency masked',
  reference: 'Park et al. 2019 (SpecAugment), section 2',
  takes: 'spectrograms',
  schema,
  create({ times, duration, frequencies, height }, { shape: [frames, bands, channels] }) {
    const [longest, highest] = [Math.floor(duration * frames), Math.floor(height * bands)];
    return (source, target, random) => {
      target.set(source);
      let sum = 0;
      for (let index = 0; index < source.length; index++) sum += source[index]!;
      const mean = sum / source.length;
      for (let mask = 0; mask < times; mask++) {
        const span = random.integer(longest + 1);
        const first = random.integer(frames - span + 1);
        target.fill(mean, first * bands * channels, (first + span) * bands * channels);
      }
      for (let mask = 0; mask < frequencies; mask++) {
        const span = random.integer(highest + 1);
        const first = random.integer(bands - span + 1);
        for (let frame = 0; frame < frames; frame++) {
          const start = (frame * bands + first) * channels;
          target.fill(mean, start, start + span * channels);
        }
      }
    };
  },
} as const satisfies AugmentEntry<'spec-augment', typeof schema>;
