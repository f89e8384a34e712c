import { readFileSync } from 'node:fs';

/** A WAV file that is not telephone sound. The message names the file, what was found and what to do. */
export class WavError extends Error {
  override readonly name = 'WavError';

  constructor(
    readonly file: string,
    found: string,
    { name, longestS }: WavUse,
  ) {
    const bound = longestS === undefined ? '' : `, at most ${longestS} s`;
    super(
      `${file}: ${found}. ${name} must be a WAV file of 8 kHz, mono, 16-bit PCM, µ-law or A-law${bound}; ` +
        `convert it with: sox YOURS.wav -r 8000 -c 1 -b 16 ${file}`,
    );
  }
}

/** What the sound is for. */
export interface WavUse {
  /** Begins a sentence: `A phrase`. */
  readonly name: string;
  readonly longestS?: number;
  /** Refuses a file that was cut off; otherwise its remaining sound is used. */
  readonly whole?: boolean;
}

const PHRASE: WavUse = { name: 'A phrase', longestS: 10 };
const RATE_HZ = 8000;
const PCM = 1;
const A_LAW = 6;
const MU_LAW = 7;
/** A tool that writes into a pipe cannot know the length and claims the maximum. */
const LENGTH_UNKNOWN = 0x7fff_0000;
/** “Extensible”: the real format is at the start of the subformat's GUID. */
const EXTENSIBLE = 0xfffe;
const SUBFORMAT_AT = 24;

interface Format {
  readonly tag: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** Reads a telephone WAV file into linear samples; refuses what would sound wrong. */
export function readWav(file: string, use: WavUse = PHRASE): Int16Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new WavError(file, `cannot be read (${error instanceof Error ? error.message : String(error)})`, use);
  }
  return parseWav(bytes, file, use);
}

/** The same for bytes already read; `file` is only for the message. */
export function parseWav(bytes: Buffer, file: string, use: WavUse = PHRASE): Int16Array {
  const refuse = (found: string): never => {
    throw new WavError(file, found, use);
  };
  const { format, data, missing } = chunks(bytes, refuse);
  const decode = DECODERS.get(`${format.tag}/${format.bits}`);
  if (decode === undefined) return refuse(`the sound is coded as ${format.bits}-bit format ${format.tag}`);
  if (format.rate !== RATE_HZ) refuse(`the rate is ${format.rate} Hz`);
  if (format.channels !== 1) refuse(`there are ${format.channels} channels`);
  if (use.whole && missing > 0) refuse(`the file is cut off, ${missing} bytes of sound are missing`);
  const samples = decode(data);
  if (samples.length === 0) refuse('there is no sound in it');
  const seconds = samples.length / RATE_HZ;
  if (seconds > (use.longestS ?? Number.POSITIVE_INFINITY)) refuse(`it lasts ${seconds.toFixed(1)} s`);
  return samples;
}

interface Chunks {
  readonly format: Format;
  readonly data: Buffer;
  /** Bytes of sound that the header promises and the file does not contain. */
  readonly missing: number;
}

function chunks(bytes: Buffer, refuse: (found: string) => never): Chunks {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    return refuse(bytes.length === 0 ? 'the file is empty' : 'this is not a WAV file');
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
    if (name === 'data' && format !== undefined) {
      return { format, data: body, missing: size >= LENGTH_UNKNOWN ? 0 : size - body.length };
    }
    at += 8 + size + (size % 2);
  }
  return refuse(`the ${format === undefined ? 'format' : 'sound'} is missing from it`);
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

/** ITU-T G.711. */
function decodeALaw(code: number): number {
  const even = code ^ 0x55;
  const exponent = (even & 0x70) >> 4;
  const mantissa = ((even & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return even & 0x80 ? magnitude : -magnitude;
}

/** The decoders, by the format's tag and bits. */
const DECODERS: ReadonlyMap<string, (data: Buffer) => Int16Array> = new Map([
  [`${PCM}/16`, linear],
  [`${MU_LAW}/8`, (data: Buffer) => Int16Array.from(data, decodeMuLaw)],
  [`${A_LAW}/8`, (data: Buffer) => Int16Array.from(data, decodeALaw)],
]);

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
