import { join } from 'node:path';
import { writeFiles } from '../example-files.ts';
import { tone, wavBytes } from './wav-bytes.ts';

/** A folder of sounds of several rates and lengths for two classes. */
export function soundTree(folder: string): void {
  writeFiles(join(folder, 'high'), {
    'a.wav': wavBytes(16_000, tone(16_000, 2000, 1.2)),
    'b.wav': wavBytes(44_100, tone(44_100, 2500, 0.3)),
  });
  writeFiles(join(folder, 'low'), { 'a.wav': wavBytes(8000, tone(8000, 200, 0.5)) });
}

const WORDS = [
  ...Array.from({ length: 21 }, (_, number) => ['digits', String(number)] as const),
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter) => ['letters', letter] as const),
  ...Array.from({ length: 7 }, (_, day) => ['digits', `day-${day}`] as const),
  ...Array.from({ length: 12 }, (_, month) => ['digits', `mon-${month}`] as const),
];

/** Words of all speakers in the layout of Debian's packages: a tone for each. */
export function promptFiles(folder: string): void {
  for (const [index, speaker] of ['en_US_f_Allison', 'fr_CA_f_June', 'it_IT_m_Carlo', 'it_IT_f_Menardi'].entries()) {
    for (const [number, [kind, word]] of WORDS.entries()) {
      const sound = tone(8000, 150 + 40 * number + 10 * index, 0.2);
      writeFiles(join(folder, speaker, kind), { [`${word}.wav`]: wavBytes(8000, sound) });
    }
  }
}

/** A few segments in AudioSet's layout: two of speech, one of them named otherwise, one of a dog, one of both, one of music. */
export function audioSetFiles(folder: string): void {
  const classes = { Speech: '/m/09x0r', Dog: '/m/0bt9lr', Music: '/m/04rlf' };
  const entries = Object.entries(classes).map(([name, id]) => ({ id, name, child_ids: [], restrictions: [] }));
  writeFiles(folder, {
    'ontology.json': JSON.stringify(entries),
    'balanced_train_segments.csv': [
      '# Segments csv created Sun Mar  5 10:54:31 2017',
      '# num_ytids=5, num_segs=5, num_unique_labels=3, num_positive_labels=7',
      '# YTID, start_seconds, end_seconds, positive_labels',
      '--PJHxphWEs, 30.000, 40.000, "/m/09x0r,/m/04rlf"',
      '-0BIyqJj9ZU, 30.000, 40.000, "/m/0bt9lr"',
      'both_labels, 0.000, 10.000, "/m/09x0r,/m/0bt9lr"',
      'music_alone, 0.000, 10.000, "/m/04rlf"',
      '0_-other-id, 5.000, 15.000, "/m/09x0r"',
      '',
    ].join('\n'),
  });
  writeFiles(join(folder, 'clips'), {
    '--PJHxphWEs.wav': wavBytes(16_000, tone(16_000, 300, 1)),
    '-0BIyqJj9ZU.wav': wavBytes(44_100, tone(44_100, 800, 0.5)),
    'Y0_-other-id.wav': wavBytes(8000, tone(8000, 400, 2)),
  });
}
