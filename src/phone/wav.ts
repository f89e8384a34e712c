import { readFileSync } from 'node:fs';

/** A WAV file that cannot be spoken on the phone; the message names the file, what was found and what to do. */
export class WavError extends Error {
  override readonly name = 'WavError';

  constructor(
    readonly file: string,
    found: string,
  ) {
    super(
      `${file}: ${found}. A phrase must be a WAV file of 8 kHz, mono, 16-bit PCM or µ-law, at most ${LONGEST_S} s; ` +
        `convert it with: sox YOURS.wav -r 8000 -c 1 -b 16 ${file}`,
    );
  }
}

const LONGEST_S = 10;
const RATE_HZ = 8000;
const PCM = 1;
const MU_LAW = 7;
/** “Extensible”: the real format stands at the start of the subformat's GUID. */
const EXTENSIBLE = 0xfffe;
const SUBFORMAT_AT = 24;

interface Format {
  readonly tag: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** Reads a telephone WAV file into linear samples; refuses what would sound wrong. */
export function readWav(file: string): Int16Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new WavError(file, `cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  return parseWav(bytes, file);
}

/** The same of bytes already read; `file` is only for the message. */
export function parseWav(bytes: Buffer, file: string): Int16Array {
  const { format, data } = chunks(bytes, file);
  const encoding = `${format.bits}-bit format ${format.tag}`;
  if (!(format.tag === PCM && format.bits === 16) && !(format.tag === MU_LAW && format.bits === 8)) {
    throw new WavError(file, `the sound is coded as ${encoding}`);
  }
  if (format.rate !== RATE_HZ) throw new WavError(file, `the rate is ${format.rate} Hz`);
  if (format.channels !== 1) throw new WavError(file, `there are ${format.channels} channels`);
  const samples = format.tag === PCM ? linear(data) : Int16Array.from(data, decodeMuLaw);
  if (samples.length === 0) throw new WavError(file, 'there is no sound in it');
  const seconds = samples.length / RATE_HZ;
  if (seconds > LONGEST_S) throw new WavError(file, `it lasts ${seconds.toFixed(1)} s`);
  return samples;
}

function chunks(bytes: Buffer, file: string): { format: Format; data: Buffer } {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    throw new WavError(file, 'this is not a WAV file');
  }
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (name === 'fmt ' && body.length >= 16) {
      const tag = body.readUInt16LE(0);
      format = {
        tag: tag === EXTENSIBLE && body.length >= SUBFORMAT_AT + 2 ? body.readUInt16LE(SUBFORMAT_AT) : tag,
        channels: body.readUInt16LE(2),
        rate: body.readUInt32LE(4),
        bits: body.readUInt16LE(14),
      };
    }
    // A recorder that was cut off leaves a size too large: what is there is taken.
    if (name === 'data' && format !== undefined) return { format, data: body };
    at += 8 + size + (size % 2);
  }
  throw new WavError(file, `the ${format === undefined ? 'format' : 'sound'} is missing from it`);
}

function linear(data: Buffer): Int16Array {
  return Int16Array.from({ length: data.length >> 1 }, (_, i) => data.readInt16LE(2 * i));
}

/** ITU-T G.711. */
function decodeMuLaw(code: number): number {
  const inverted = ~code & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + 0x84) << ((inverted >> 4) & 7);
  return inverted & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}

/** A WAV file of 8 kHz mono 16-bit samples. */
export function toWav(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + samples.length * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(PCM, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE_HZ, 24);
  bytes.writeUInt32LE(RATE_HZ * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, i) => {
    bytes.writeInt16LE(sample, 44 + 2 * i);
  });
  return bytes;
}
