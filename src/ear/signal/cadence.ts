import type { Tone, ToneKind } from './tones.js';
import { HOP_MS, hopsOf, seconds } from './units.js';

/** A network signal, recognized once both its frequencies and its rhythm fit. */
export interface Signal {
  readonly heard: 'ringback' | 'busy' | 'tone';
  readonly sinceHop: number;
  readonly reason: string;
}

/** Shorter bursts occur by chance in speech and music. */
const SHORTEST_BURST_HOPS = hopsOf(150);
/** A gap this long ends a burst; the tone finder works in blocks of 64 ms. */
const GAP_HOPS = hopsOf(100);
/** A burst this long is reported right away: network ringback is 2 s on, and a held key or a fax does not stop. */
const TOLD_AFTER_HOPS: Record<Exclude<ToneKind, 'busy' | 'special'>, number> = {
  ringback: hopsOf(350),
  dtmf: hopsOf(400),
  fax: hopsOf(450),
  dial: hopsOf(1000),
};
/** Busy is 0.5 s on and off, reorder 0.25 s. The second burst must begin within this period. */
const BUSY_PERIOD_HOPS = hopsOf(1300);
/** A busy tone without breaks is reported after this. */
const BUSY_UNBROKEN_HOPS = hopsOf(2000);
/** The upper frequency limits of the three special information tones, lowest first; each lasts 276 or 380 ms. */
const SPECIAL_STEPS_HZ = [1000, 1500, 1800] as const;
const SPECIAL_WITHIN_HOPS = hopsOf(1500);
/** Silence within a tone's own rhythm is not reported until this has passed (ringback is 4 s off). */
const PAUSE_HOPS = { ringback: hopsOf(5000), busy: hopsOf(1500), tone: hopsOf(3500) } as const;

interface Burst {
  readonly tone: Tone;
  readonly sinceHop: number;
  lastHop: number;
}

export class Cadence {
  #burst: Burst | undefined;
  #bursts: Burst[] = [];
  #last: { readonly heard: Signal['heard']; readonly hop: number } | undefined;

  /** Takes one tick's tone. Returns a signal at every tick where one is certain. */
  push(hop: number, tone: Tone | undefined): Signal | undefined {
    if (tone !== undefined) {
      const burst = this.#burst;
      if (burst === undefined || burst.tone.hertz !== tone.hertz || hop - burst.lastHop > GAP_HOPS) {
        this.#burst = { tone, sinceHop: hop - 4, lastHop: hop };
        this.#bursts = [...this.#bursts.slice(-3), this.#burst];
      } else burst.lastHop = hop;
    }
    const signal = tone === undefined ? undefined : this.#signal(hop);
    if (signal !== undefined) this.#last = { heard: signal.heard, hop };
    return signal;
  }

  /** Whether silence now would still be part of the last tone's rhythm. */
  pausing(hop: number): boolean {
    return this.#last !== undefined && hop - this.#last.hop <= PAUSE_HOPS[this.#last.heard];
  }

  #signal(hop: number): Signal | undefined {
    const burst = this.#burst;
    if (burst === undefined) return undefined;
    const length = hop - burst.sinceHop;
    const { kind } = burst.tone;
    if (kind === 'special') return this.#special(burst);
    if (kind === 'busy') return this.#busy(burst, length);
    if (length < TOLD_AFTER_HOPS[kind]) return undefined;
    const lasted = seconds(length * HOP_MS);
    return kind === 'ringback'
      ? { heard: 'ringback', sinceHop: burst.sinceHop, reason: `440 and 480 Hz for ${lasted}: it is ringing` }
      : { heard: 'tone', sinceHop: burst.sinceHop, reason: `a ${kind} tone for ${lasted}` };
  }

  #busy(burst: Burst, length: number): Signal | undefined {
    const before = this.#bursts.at(-2);
    const again =
      before?.tone.kind === 'busy' &&
      before.lastHop - before.sinceHop >= SHORTEST_BURST_HOPS &&
      burst.sinceHop - before.sinceHop <= BUSY_PERIOD_HOPS &&
      length >= SHORTEST_BURST_HOPS;
    if (!again && length < BUSY_UNBROKEN_HOPS) return undefined;
    const period = before === undefined ? '' : seconds((burst.sinceHop - before.sinceHop) * HOP_MS);
    return {
      heard: 'busy',
      sinceHop: again ? before.sinceHop : burst.sinceHop,
      reason: again ? `480 and 620 Hz every ${period}: busy or reorder` : '480 and 620 Hz without a break',
    };
  }

  #special(burst: Burst): Signal | undefined {
    const steps = this.#bursts.slice(-3);
    const first = steps[0];
    if (steps.length < 3 || first === undefined || burst.lastHop - first.sinceHop > SPECIAL_WITHIN_HOPS)
      return undefined;
    const ascend = steps.every(
      ({ tone }, i) =>
        tone.kind === 'special' &&
        tone.hertz < (SPECIAL_STEPS_HZ[i] ?? 0) &&
        tone.hertz > (SPECIAL_STEPS_HZ[i - 1] ?? 0),
    );
    if (!ascend) return undefined;
    return {
      heard: 'tone',
      sinceHop: first.sinceHop,
      reason: 'special information tones: the number cannot be reached',
    };
  }
}
