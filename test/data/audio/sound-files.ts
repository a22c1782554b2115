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
