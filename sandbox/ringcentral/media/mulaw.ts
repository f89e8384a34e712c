const BIAS = 0x84;
const CLIP = 32635;

/** G.711 µ-law of one linear sample. */
export function encodeSample(linear: number): number {
  let sample = Math.round(linear);
  const sign = sample < 0 ? 0x80 : 0;
  if (sample < 0) sample = -sample;
  sample = Math.min(sample, CLIP) + BIAS;
  let exponent = 7;
  for (let mask = 0x4000; exponent > 0 && (sample & mask) === 0; mask >>= 1) exponent--;
  const mantissa = (sample >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** Linear value of each µ-law byte. */
export const LINEAR: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => {
  const inverted = ~byte & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + BIAS) << ((inverted >> 4) & 7);
  return inverted & 0x80 ? BIAS - magnitude : magnitude - BIAS;
});

/** µ-law of linear samples. */
export function encode(samples: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = encodeSample(samples[i] ?? 0);
  return bytes;
}

/** Root of the mean square of a frame, in linear units (full scale 32 124). */
export function loudness(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    const value = LINEAR[byte] ?? 0;
    sum += value * value;
  }
  return Math.sqrt(sum / Math.max(1, bytes.length));
}
