import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { Framer } from '../../src/ear/signal/spectrum.js';
import { BIN_HZ, HOP_SAMPLES } from '../../src/ear/signal/units.js';

export const LOWEST_HZ = 100;
export const HIGHEST_HZ = 3900;
/** The strip shows levels between these, in dB of one spectral line. */
const FAINTEST_DB = -28;
const LOUDEST_DB = 32;

/** Level by time and by pitch on the mel scale; the darker, the louder. */
export function strip(audio: Int16Array, pxPerMs: number, height: number): Canvas {
  const width = Math.ceil((audio.length / 8) * pxPerMs);
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  const image = pen.createImageData(width, height);
  const samplesPerPx = 8 / pxPerMs;
  const lines = Array.from({ length: height }, (_, y) => Math.round(hertzAt(1 - y / height) / BIN_HZ));
  const sums = new Float64Array(height);
  let column = 0;
  let count = 0;
  new Framer().push(audio, ({ hop, power }) => {
    for (let y = 0; y < height; y++) sums[y] = (sums[y] ?? 0) + (power[lines[y] ?? 0] ?? 0);
    count++;
    while (((hop + 1) * HOP_SAMPLES) / samplesPerPx >= column + 1 && column < width) {
      for (let y = 0; y < height; y++) paint(image.data, 4 * (y * width + column), (sums[y] ?? 0) / count);
      column++;
      if (((hop + 1) * HOP_SAMPLES) / samplesPerPx >= column + 1) continue;
      sums.fill(0);
      count = 0;
    }
  });
  pen.putImageData(image, 0, 0);
  return canvas;
}

function paint(data: Uint8ClampedArray, at: number, power: number): void {
  const db = 10 * Math.log10(power + 1e-9);
  const dark = Math.max(0, Math.min(1, (db - FAINTEST_DB) / (LOUDEST_DB - FAINTEST_DB)));
  data[at] = 255 - 235 * dark;
  data[at + 1] = 255 - 205 * dark;
  data[at + 2] = 255 - 145 * dark;
  data[at + 3] = 255;
}

const mel = (hertz: number): number => Math.log1p(hertz / 700);
const hertzAt = (share: number): number =>
  700 * Math.expm1(mel(LOWEST_HZ) + share * (mel(HIGHEST_HZ) - mel(LOWEST_HZ)));
