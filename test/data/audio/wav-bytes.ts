/** Further parts of a WAV file: chunks before the sound, and what the lengths of the sound are declared to be. */
export interface WavParts {
  readonly before?: readonly (readonly [name: string, bytes: Uint8Array])[];
  readonly declared?: number;
  readonly channels?: number;
  readonly format?: number;
  readonly bits?: number;
}

function chunk(name: string, bytes: Uint8Array, declared = bytes.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(declared, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
}

/** A WAV file of 16-bit samples. */
export function wavBytes(rate: number, samples: ArrayLike<number>, parts: WavParts = {}): Buffer {
  const { before = [], declared, channels = 1, format = 1, bits = 16 } = parts;
  const shape = Buffer.alloc(16);
  shape.writeUInt16LE(format, 0);
  shape.writeUInt16LE(channels, 2);
  shape.writeUInt32LE(rate, 4);
  shape.writeUInt32LE(rate * channels * (bits / 8), 8);
  shape.writeUInt16LE(channels * (bits / 8), 12);
  shape.writeUInt16LE(bits, 14);
  const sound = Buffer.alloc(2 * samples.length);
  for (let index = 0; index < samples.length; index++) {
    sound.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(samples[index]! * 32_768))), 2 * index);
  }
  const others = before.map(([name, bytes]) => chunk(name, bytes));
  const body = Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', shape), ...others, chunk('data', sound, declared)]);
  return chunk('RIFF', body);
}

/** A sine of some seconds. */
export function tone(rate: number, hertz: number, seconds: number, amplitude = 0.9): Float32Array {
  return Float32Array.from(
    { length: Math.round(rate * seconds) },
    (_, index) => amplitude * Math.sin((2 * Math.PI * hertz * index) / rate),
  );
}
