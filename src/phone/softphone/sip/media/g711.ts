/** G.711 µ-law (ITU-T G.711). */

const BIAS = 0x84;
const CLIP = 32635;

function decodeByte(byte: number): number {
  const inverted = ~byte & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + BIAS) << ((inverted & 0x70) >> 4);
  return inverted & 0x80 ? BIAS - magnitude : magnitude - BIAS;
}

const decoded = Int16Array.from({ length: 256 }, (_, byte) => decodeByte(byte));

/** The µ-law byte of silence. */
export const SILENCE = 0xff;

/** Decodes into `into` if it has the right size, so that packets need no memory of their own. */
export function decodeUlaw(bytes: Uint8Array, into?: Int16Array): Int16Array {
  const samples = into?.length === bytes.length ? into : new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = decoded[bytes[i] ?? SILENCE] ?? 0;
  return samples;
}

export function encodeUlawSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(CLIP, Math.abs(sample)) + BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** Encodes one packet; a short one is padded with silence. */
export function encodeUlaw(samples: Int16Array, length = samples.length): Buffer {
  const bytes = Buffer.alloc(length, SILENCE);
  for (let i = 0; i < Math.min(length, samples.length); i++) bytes[i] = encodeUlawSample(samples[i] ?? 0);
  return bytes;
}
