import { join } from 'node:path';
import { z } from 'zod';
import { HeadstartError } from '../base/errors.ts';
import { stream } from '../base/random.ts';
import { clipFields, spectrogramDataset } from './audio/clips.ts';
import { peakOf, readWav, type Sound } from './audio/wav.ts';
import type { ClassDataset, DatasetEntry } from './contract.ts';
import { debianFolder, installCommand } from './debian-package.ts';

/** Who speaks: in which language, and where the recordings are. */
const speakers = {
  allison: { package: 'asterisk-core-sounds-en-wav', folder: 'en_US_f_Allison' }, // English
  june: { package: 'asterisk-core-sounds-fr-wav', folder: 'fr_CA_f_June' }, // French
  carlo: { package: 'asterisk-core-sounds-it-wav', folder: 'it_IT_m_Carlo' }, // Italian
  menardi: { package: 'asterisk-prompt-it-menardi-wav', folder: 'it_IT_f_Menardi' }, // Italian
} as const;
type Speaker = keyof typeof speakers;

const folderOf = (speaker: Speaker): string => `/usr/share/asterisk/sounds/${speakers[speaker].folder}`;
const everyone = Object.keys(speakers) as Speaker[];

const count = (length: number): string[] => Array.from({ length }, (_, index) => String(index));

/** Words that every speaker has, by the names of their files. */
const words = {
  /** Zero to twenty. */
  numbers: count(21).map((name) => `digits/${name}`),
  letters: [...'abcdefghijklmnopqrstuvwxyz'].map((name) => `letters/${name}`),
  /** Days of the week from Sunday on, and months from January on. */
  calendar: [...count(7).map((day) => `digits/day-${day}`), ...count(12).map((month) => `digits/mon-${month}`)],
} as const satisfies Record<string, readonly string[]>;

const schema = z.strictObject({
  speakers: z
    .array(z.enum(everyone))
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'names a speaker twice; name each once')
    .default(['carlo', 'menardi'])
    .describe('who speaks: `allison` English, `june` French, `carlo` and `menardi` Italian'),
  words: z
    .enum(Object.keys(words) as (keyof typeof words)[])
    .default('numbers')
    .describe('which words: numbers from 0 to 20, the letters of the alphabet, or days and months'),
  takes: z
    .int()
    .min(1)
    .max(200)
    .default(8)
    .describe('examples of each recording: itself, and others at another speed, place and loudness with noise'),
  seed: z.int().min(0).max(4_294_967_295).default(0).describe('how takes differ'),
  ...clipFields({ rate: 8000, seconds: 1, align: 'start', window: 32, hop: 16, bands: 32 }),
});

type Options = z.infer<typeof schema>;

/**
 * Words from the prompts of the telephone exchange Asterisk (CC BY-SA 3.0; 16 bits, 8 kHz), of which every speaker has one
 * recording each. Classes are the words, the same for all languages; groups are the speakers.
 *
 * A recording gives `takes` examples: itself, and copies at 0.9 to 1.1 of its speed and pitch (Ko, Peddinti, Povey, Khudanpur
 * 2015, section 2), up to 0.15 s later and 6 dB softer, with noise 30 to 50 dB below their peak. Takes of a recording are
 * near duplicates: a split that is to say something keeps speakers apart (`groups: true`).
 */
export const telephonePrompts = {
  name: 'telephone-prompts',
  title: 'Words of telephone prompts in English, French and, by two speakers, Italian; as log-mel spectrograms',
  schema,
  card: { modality: 'sounds', licence: 'CC BY-SA 3.0' },
  storage: {
    kind: 'debian',
    packages: Object.fromEntries(everyone.map((speaker) => [speakers[speaker].package, folderOf(speaker)])),
  },
  classes: (options) => words[options.words].map(nameOf),
  load: loadPrompts,
} as const satisfies DatasetEntry<'telephone-prompts', typeof schema>;

function nameOf(word: string): string {
  return word.slice(word.indexOf('/') + 1);
}

async function loadPrompts({ speakers: chosen, words: kind, takes, seed, ...form }: Options): Promise<ClassDataset> {
  const folders = foldersOf(chosen);
  const names = words[kind];
  const recordings = chosen.flatMap((speaker, group) =>
    names.map((word, label) => ({ speaker, word, group, label, file: join(folders[group]!, `${word}.wav`) })),
  );
  let held: { readonly file: string; readonly sound: Sound } | undefined;
  const examples = recordings.flatMap((recording) => count(takes).map((_, take) => ({ ...recording, take })));
  return spectrogramDataset(form, {
    classes: names.map(nameOf),
    labels: Uint8Array.from(examples, ({ label }) => label),
    groups: examples.map(({ group }) => group),
    sound: async (example) => {
      const { file, speaker, word, take } = examples[example]!;
      if (held?.file !== file) held = { file, sound: await readWav(file) };
      return take === 0 ? held.sound : anotherTake(held.sound, stream('take', { seed, speaker, word, take }));
    },
  });
}

/** @throws {HeadstartError} `data` naming the command that installs what is absent. */
function foldersOf(chosen: readonly Speaker[]): string[] {
  const found = chosen.map((speaker) => debianFolder('telephone-prompts', folderOf(speaker)));
  const absent = chosen.filter((_, index) => found[index] === undefined);
  if (absent.length === 0) return found as string[];
  throw new HeadstartError('data', {
    message: `the prompts of ${absent.join(', ')} are not here`,
    remedy: installCommand(absent.map((speaker) => speakers[speaker].package)),
  });
}

/** A sound at another speed: of another rate, which is brought to the usual one afterwards. */
function anotherTake({ rate, samples }: Sound, random: ReturnType<typeof stream>): Sound {
  const percent = 90 + random.integer(21);
  const silence = random.integer(Math.round(0.15 * rate));
  const loudness = 10 ** ((-6 * random.uniform()) / 20);
  const noise = 10 ** (-(30 + 20 * random.uniform()) / 20);
  const result = new Float32Array(silence + samples.length + rate); // the noise goes on after the word
  random.normals(result, noise * loudness * peakOf(samples));
  for (let index = 0; index < samples.length; index++) result[silence + index]! += loudness * samples[index]!;
  return { rate: Math.round((rate * percent) / 100), samples: result };
}
