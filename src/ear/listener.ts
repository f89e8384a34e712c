import type { EarStage, Verdict } from '../hunter/words.js';
import { Cadence } from './cadence.js';
import { HoldJudge } from './hold-judge.js';
import type { Judgement, Moment } from './judge.js';
import type { Library } from './library.js';
import { Memory } from './memory.js';
import { MenuJudge } from './menu-judge.js';
import { Senses, TICK_HOPS } from './sense.js';
import { type Frame, Framer } from './spectrum.js';
import { HOP_MS, hopsOf, msOf } from './units.js';

/** Menus with less speech than this say nothing about what is known. */
const LEAST_PROMPT_HOPS = hopsOf(700);

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
  #promptHops = 0;
  #knownPromptHops = 0;

  constructor(library: Library) {
    this.#library = library;
    this.#memory = new Memory(library);
    this.#hold = new HoldJudge(library);
  }

  /** Says what to listen for. With `off` nothing is heard any more, and nothing of it is kept. */
  tune(stage: EarStage): void {
    if (stage === this.#stage) return;
    if (this.#stage === 'menu') this.#notePrompts();
    this.#stage = stage;
    if (stage === 'off') this.#memory.forget();
    if (stage === 'menu') this.#menu = new MenuJudge();
    if (stage === 'hold') this.#hold = new HoldJudge(this.#library);
  }

  /** A key was pressed: whoever spoke until now was the menu. */
  keyPressed(): void {
    if (this.#stage === 'off') return;
    if (this.#stage === 'menu') {
      this.#memory.release(this.#hop);
      this.#notePrompts();
    }
    this.#menu.keyPressed();
    this.#hold.keyPressed();
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

  /** Whether the menu's prompts were known ones tells how much an unknown voice will mean. */
  #notePrompts(): void {
    if (this.#promptHops >= LEAST_PROMPT_HOPS) {
      this.#library.noteStretch(this.#knownPromptHops * 2 >= this.#promptHops, this.#knownPromptHops * HOP_MS);
    }
    this.#promptHops = 0;
    this.#knownPromptHops = 0;
  }

  #hearFrame(frame: Frame, verdicts: Verdict[]): void {
    const { hop } = frame;
    this.#memory.push(hop, frame.power);
    const sense = this.#senses.push(frame);
    if (sense === undefined) return;
    const signal = this.#cadence.push(hop, sense.tone);
    const moment: Moment = { ...sense, signal, match: this.#memory.match(hop), tonePauses: this.#cadence.pausing(hop) };
    if (this.#stage === 'menu' && sense.active && sense.sound === 'speech') {
      this.#promptHops += TICK_HOPS;
      if (moment.match !== undefined) this.#knownPromptHops += TICK_HOPS;
    }
    const judgement: Judgement = this.#stage === 'menu' ? this.#menu.judge(moment) : this.#hold.judge(moment);
    if (judgement.machineThroughHop !== undefined) this.#memory.release(judgement.machineThroughHop);
    for (const { heard, sinceHop, reason, degree } of judgement.findings) {
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
