import { espeak } from '../sandbox/ringcentral/sound/espeak-program.js';

/** How a voice speaks; names as espeak-ng knows them. */
export interface Voice {
  readonly voice: string;
  readonly wordsPerMinute: number;
  /** 0–99; 50 is the voice's own. */
  readonly pitch?: number;
}

const RATE_HZ = 8000;
/** Telephones pass up to 3,400 Hz; above it resampling would fold noise back. */
const CUTOFF_HZ = 3600;
/** Zero crossings of the low-pass either side; 16 keep what folds back under −60 dB. */
const CROSSINGS = 16;

/** Speaks a text as 8 kHz mono 16-bit samples. */
export async function speak(text: string, { voice, wordsPerMinute, pitch = 50 }: Voice): Promise<Int16Array> {
  const tuning = ['-s', String(wordsPerMinute), '-p', String(pitch)];
  const wav = await espeak(['--phonout', 'phonemes', '-v', voice, ...tuning, text]);
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  // espeak-ng always writes the 44-byte header: rate at 24, samples from 44 on.
  const samples = Int16Array.from({ length: (wav.byteLength - 44) >> 1 }, (_, i) => view.getInt16(44 + 2 * i, true));
  return resample(samples, view.getUint32(24, true));
}

/** Resamples to 8 kHz through a windowed-sinc low-pass. */
export function resample(from: Int16Array, fromHz: number): Int16Array {
  const step = fromHz / RATE_HZ;
  const width = (CROSSINGS * fromHz) / (2 * CUTOFF_HZ);
  return Int16Array.from({ length: Math.floor(from.length / step) }, (_, i) => {
    const centre = i * step;
    let sum = 0;
    let weights = 0;
    for (let j = Math.ceil(centre - width); j <= centre + width; j++) {
      const distance = j - centre;
      const x = (2 * Math.PI * CUTOFF_HZ * distance) / fromHz;
      const weight = (x === 0 ? 1 : Math.sin(x) / x) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / width));
      weights += weight;
      sum += weight * (from[j] ?? 0);
    }
    return Math.max(-32768, Math.min(32767, Math.round(sum / weights)));
  });
}
