import { decodeUlaw, encodeUlaw } from '../../src/phone/softphone/sip/media/g711.js';
import type { Random } from '../../test/support/call-audio.js';
import { between, chance, whole } from './draw.js';
import { amplitude, clipped } from './level.js';

const PACKET = 160;
/** A lost packet is followed by another lost one this often: losses come in bursts. */
const LOST_AGAIN = 0.55;
/** The receiver's buffer slips about this often on lines where it slips at all. */
const SLIP_EVERY_S = 40;

/** What one call's way through the network does to it. */
export interface Channel {
  readonly lowHz: number;
  readonly highHz: number;
  readonly gainDb: number;
  readonly noiseDb: number;
  readonly lossShare: number;
  readonly slips: boolean;
}

export function drawChannel(random: Random): Channel {
  return {
    lowHz: between(random, 200, 320),
    highHz: between(random, 3300, 3600),
    gainDb: between(random, -5, 4),
    noiseDb: between(random, -80, -55),
    lossShare: chance(random, 0.35) ? 0 : between(random, 0, 0.03),
    slips: chance(random, 0.6),
  };
}

/** A place where the receiver left out or repeated samples: what came later is heard this many samples later. */
interface Slip {
  readonly at: number;
  readonly by: number;
}

/** What arrives, and when: `at` gives the time of arrival for a time of sending, in ms. */
export interface Arrived {
  readonly audio: Int16Array;
  at(tMs: number): number;
}

/** Sends a call over its channel: band, level, hiss, PCMU, lost packets (heard as silence), slips of the receiver. */
export function send(sent: Int16Array, channel: Channel, random: Random): Arrived {
  const gain = amplitude(channel.gainDb);
  const hiss = amplitude(channel.noiseDb) * 32768 * Math.sqrt(3);
  const filter = new Band(channel.lowHz, channel.highHz);
  const line = new Int16Array(sent.length);
  for (let i = 0; i < line.length; i++) {
    line[i] = clipped(filter.pass(sent[i] ?? 0) * gain + hiss * (2 * random() - 1));
  }
  const decoded = decodeUlaw(encodeUlaw(line));
  lose(decoded, channel.lossShare, random);
  return channel.slips ? slipped(decoded, random) : { audio: decoded, at: (tMs) => tMs };
}

function lose(audio: Int16Array, share: number, random: Random): void {
  const first = (share * (1 - LOST_AGAIN)) / Math.max(0.01, 1 - share);
  let lost = false;
  for (let at = 0; at < audio.length; at += PACKET) {
    lost = chance(random, lost ? LOST_AGAIN : first);
    if (lost) audio.fill(0, at, at + PACKET);
  }
}

function slipped(audio: Int16Array, random: Random): Arrived {
  const slips: Slip[] = [];
  const parts: Int16Array[] = [];
  let from = 0;
  let shift = 0;
  for (;;) {
    const at = from + Math.ceil((between(random, 0.2, 1.8) * SLIP_EVERY_S * 8000) / PACKET) * PACKET;
    const by = (chance(random, 0.4) ? PACKET : whole(random, 1, 12)) * (chance(random, 0.5) ? 1 : -1);
    if (at + PACKET >= audio.length) break;
    parts.push(audio.subarray(from, at));
    // Repeats the last samples, or leaves the next ones out.
    if (by > 0) parts.push(audio.subarray(at - by, at));
    from = by > 0 ? at : at - by;
    shift += by;
    slips.push({ at: at / 8, by: shift / 8 });
  }
  parts.push(audio.subarray(from));
  const out = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return { audio: out, at: (tMs) => tMs + (slips.findLast((slip) => slip.at <= tMs)?.by ?? 0) };
}

/** A band-pass of two second-order Butterworth sections each side. */
class Band {
  readonly #stages: readonly Biquad[];

  constructor(lowHz: number, highHz: number) {
    this.#stages = [new Biquad('high', lowHz), new Biquad('high', lowHz), new Biquad('low', highHz)];
  }

  pass(sample: number): number {
    let value = sample;
    for (const stage of this.#stages) value = stage.pass(value);
    return value;
  }
}

/** Second-order low- or high-pass (R. Bristow-Johnson's audio EQ cookbook), Q = 1/√2. */
class Biquad {
  readonly #b0: number;
  readonly #b1: number;
  readonly #a1: number;
  readonly #a2: number;
  #z1 = 0;
  #z2 = 0;

  constructor(kind: 'low' | 'high', hertz: number) {
    const w = (2 * Math.PI * hertz) / 8000;
    const alpha = Math.sin(w) / Math.SQRT2;
    const a0 = 1 + alpha;
    const side = kind === 'low' ? 1 - Math.cos(w) : 1 + Math.cos(w);
    this.#b0 = side / 2 / a0;
    this.#b1 = (kind === 'low' ? side : -side) / a0;
    this.#a1 = (-2 * Math.cos(w)) / a0;
    this.#a2 = (1 - alpha) / a0;
  }

  pass(x: number): number {
    const y = this.#b0 * x + this.#z1;
    this.#z1 = this.#b1 * x - this.#a1 * y + this.#z2;
    this.#z2 = this.#b0 * x - this.#a2 * y;
    return y;
  }
}
