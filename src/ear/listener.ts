import type { EarStage, Lesson, Recording, Verdict } from '../hunter/words.js';
import { Cadence } from './cadence.js';
import { HoldJudge } from './hold-judge.js';
import type { Judgement, Moment } from './judge.js';
import type { Library } from './library.js';
import { Memory } from './memory.js';
import { MenuJudge } from './menu-judge.js';
import { Senses, TICK_HOPS } from './sense.js';
import { type Frame, Framer } from './spectrum.js';
import { HOP_MS, hopsOf, msOf, seconds } from './units.js';

/** A line that turns us away says more than this, and nobody is put through; less is a click or a greeting cut short. */
const TURNED_AWAY_HOPS = hopsOf(1500);

/**
 * Listens to one call. It knows no clock but the number of samples it was given, so a test runs a call as fast as
 * it can be computed.
 */
export class Listener {
  readonly #library: Library;
  readonly #framer = new Framer();
  readonly #senses = new Senses();
  readonly #cadence = new Cadence();
  readonly #memory: Memory;
  #stage: EarStage = 'menu';
  #menu = new MenuJudge();
  #hold: HoldJudge;
  #hop = 0;
  #lastKeyHop = 0;
  /** What was heard since the wait began. */
  #waited = { speechHops: 0, speechSince: 0, music: false, confirmed: false };

  constructor(library: Library) {
    this.#library = library;
    this.#memory = new Memory(library);
    this.#hold = new HoldJudge(library);
  }

  /** Says what to listen for. With `off` nothing is heard any more, and nothing of it is kept. */
  tune(stage: EarStage): void {
    if (stage === this.#stage) return;
    this.#stage = stage;
    if (stage === 'off') this.#memory.forget();
    if (stage === 'menu') this.#menu = new MenuJudge();
    if (stage === 'hold') {
      this.#hold = new HoldJudge(this.#library);
      this.#waited = { speechHops: 0, speechSince: this.#hop, music: false, confirmed: false };
    }
  }

  /**
   * The far end has hung up while the ear still listened. Speech after the menu, without any music, and then the end: the
   * line turned us away, and what it said is kept under that name.
   */
  ended(): Verdict[] {
    const { speechHops, speechSince, music, confirmed } = this.#waited;
    if (this.#stage !== 'hold' || music || confirmed || speechHops < TURNED_AWAY_HOPS) return [];
    const recording = this.#memory.teach(speechSince, this.#hop, 'too-busy');
    if (recording === undefined) return [];
    const reason = `${seconds(speechHops * HOP_MS)} of speech after the menu, then the line hung up`;
    return [{ heard: 'announcement', atMs: msOf(this.#hop + 1), sinceMs: msOf(speechSince), reason, recording }];
  }

  /** A key was pressed: whoever spoke until now was the menu. */
  keyPressed(): void {
    if (this.#stage === 'off') return;
    this.#lastKeyHop = this.#hop;
    if (this.#stage === 'menu') this.#memory.release(this.#hop);
    this.#menu.keyPressed();
    this.#hold.keyPressed();
  }

  /** A person says what was heard; undefined when there was nothing to learn. */
  learn({ kind, since, title }: Lesson): Recording | undefined {
    if (this.#stage === 'off') return undefined;
    if (kind === 'person') {
      this.#memory.forget();
      return undefined;
    }
    const fromHop = since === 'last-key' ? this.#lastKeyHop : Math.floor(since / HOP_MS);
    return this.#memory.teach(fromHop, this.#hop, kind, title);
  }

  /** Takes samples as they come; returns what they brought to light. */
  hear(samples: Int16Array): Verdict[] {
    const verdicts: Verdict[] = [];
    this.#framer.push(samples, (frame) => {
      this.#hop = frame.hop;
      if (this.#stage !== 'off') this.#hearFrame(frame, verdicts);
    });
    return verdicts;
  }

  #hearFrame(frame: Frame, verdicts: Verdict[]): void {
    const { hop } = frame;
    this.#memory.push(hop, frame.power);
    const sense = this.#senses.push(frame);
    if (sense === undefined) return;
    const signal = this.#cadence.push(hop, sense.tone);
    const moment: Moment = {
      ...sense,
      signal,
      match: this.#memory.match(hop),
      elsewhere: this.#memory.elsewhere,
      place: this.#memory.placeOf(hop),
      tonePauses: this.#cadence.pausing(hop),
    };
    if (sense.sound === 'speech' && sense.active) {
      if (this.#waited.speechHops === 0) this.#waited.speechSince = hop - TICK_HOPS;
      this.#waited.speechHops += TICK_HOPS;
    }
    const judgement: Judgement = this.#stage === 'menu' ? this.#menu.judge(moment) : this.#hold.judge(moment);
    if (judgement.machineThroughHop !== undefined) this.#memory.release(judgement.machineThroughHop);
    for (const { heard, sinceHop, reason, degree } of judgement.findings) {
      this.#waited.music ||= heard === 'music';
      this.#waited.confirmed ||= degree === 'confirmed';
      verdicts.push({
        heard,
        atMs: msOf(hop + 1),
        sinceMs: msOf(Math.max(0, sinceHop)),
        reason,
        ...(degree === undefined ? {} : { degree }),
      });
    }
  }
}
