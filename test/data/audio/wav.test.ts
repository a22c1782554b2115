import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeadstartError } from '../../../src/base/errors.ts';
import { decodeWav, readWav } from '../../../src/data/audio/wav.ts';
import { wavBytes } from './wav-bytes.ts';

const SAMPLES = [0, 0.5, -0.25, 0.125];
const WHOLE = wavBytes(8000, SAMPLES);

function refusal(bytes: Uint8Array): string {
  try {
    decodeWav(bytes, 'clip.wav');
  } catch (error) {
    if (error instanceof HeadstartError) return error.message;
    throw error;
  }
  return 'read';
}

test('chunks beside format and sound are passed over, also those of odd length', () => {
  const before = [
    ['LIST', Buffer.from('odd')],
    ['fact', Buffer.alloc(4)],
  ] as const;
  const { samples } = decodeWav(wavBytes(8000, SAMPLES, { before }), 'clip.wav');
  expect([...samples]).toEqual(SAMPLES);
});

test.each([0, 0x7fff_ffff, 0xffff_ffff])('a stream’s sound of unknown length (%i) goes to the end', (declared) => {
  expect([...decodeWav(wavBytes(8000, SAMPLES, { declared }), 'clip.wav').samples]).toEqual(SAMPLES);
});

test('a file that is cut anywhere is refused in one line with its name', () => {
  for (let length = 0; length < WHOLE.length; length++) {
    expect(refusal(WHOLE.subarray(0, length))).toMatch(/^clip\.wav: .*; (?:replace|convert) it[^\n]*$/);
  }
  expect(refusal(WHOLE)).toBe('read');
});

test('bytes that are changed anywhere are read or refused, and never anything else', () => {
  fc.assert(
    fc.property(fc.nat(WHOLE.length - 1), fc.nat(255), fc.nat(WHOLE.length), (at, byte, length) => {
      const bytes = Uint8Array.from(WHOLE.subarray(0, length));
      bytes[at] = byte;
      expect(refusal(bytes)).toMatch(/^(?:read$|clip\.wav: )/);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test.each<[string, Uint8Array]>([
  [
    'clip.wav: sound of format 85 of 16 bits cannot be read here; convert it to 16-bit PCM: `ffmpeg -i FILE -c:a pcm_s16le FILE.wav`',
    wavBytes(8000, SAMPLES, { format: 85 }),
  ],
  [
    'clip.wav: sound of integers of 12 bits cannot be read here; convert it to 16-bit PCM: `ffmpeg -i FILE -c:a pcm_s16le FILE.wav`',
    wavBytes(8000, SAMPLES, { bits: 12 }),
  ],
  [
    'clip.wav: it has no channels; replace it with a whole WAV file, or remove it',
    wavBytes(8000, SAMPLES, { channels: 0 }),
  ],
  [
    'clip.wav: 500 samples a second are not between 1000 and 384000; replace it with a whole WAV file, or remove it',
    wavBytes(500, SAMPLES),
  ],
  [
    'clip.wav: 9 bytes of sound are declared and 8 are there; replace it with a whole WAV file, or remove it',
    wavBytes(8000, SAMPLES, { declared: 9 }),
  ],
  [
    'clip.wav: this is no WAV file (RIFF … WAVE); convert it: `ffmpeg -i FILE FILE.wav`',
    Buffer.from('ID3 and then an mp3'),
  ],
])('%s', (message, bytes) => {
  expect(refusal(bytes)).toBe(message);
});

test('a sound with a number that is not finite is refused', () => {
  const bytes = wavBytes(8000, [0, 0, 0, 0], { format: 3, bits: 32 });
  bytes.writeFloatLE(Number.NaN, bytes.length - 4);
  expect(refusal(bytes)).toMatch('clip.wav: the amplitude of sample 1 is not a finite number');
});

test('a file is read, and one that is absent is refused with its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headstart-wav-'));
  try {
    writeFileSync(join(folder, 'a.wav'), WHOLE);
    expect([...(await readWav(join(folder, 'a.wav'))).samples]).toEqual(SAMPLES);
    await expect(readWav(join(folder, 'b.wav'))).rejects.toThrow(/b\.wav: the sound cannot be read .*; check the file/);
    await expect(readWav(folder)).rejects.toThrow('the sound cannot be read (it is a folder)');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
