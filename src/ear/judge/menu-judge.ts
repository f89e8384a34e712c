import type { Library } from '../library/library.js';
import { HOP_MS, hopsOf, seconds } from '../signal/units.js';
import { type Finding, type Judgment, type Moment, Teller } from './judge.js';
import { TICK_HOPS } from './sense.js';

/** This much speech is a prompt; less is a click or a breath. */
const SPEECH_HOPS = hopsOf(250);
/** A prompt shorter than this cannot ask for a key. */
const PROMPT_HOPS = hopsOf(500);
/** A shorter repetition is a remark such as “not a valid choice”; a prompt that asks for a key is longer. */
const ASKED_AGAIN_HOPS = hopsOf(2000);
/** A prompt has ended after this much silence; the menu script times its own pauses from there. */
const ENDED_HOPS = hopsOf(400);
const SILENCE_HOPS = hopsOf(2000);
const MUSIC_HOPS = hopsOf(1300);
/** A menu accepts a key within this time, even if the next prompt follows without a pause. */
const RUNS_ON_HOPS = hopsOf(2500);
/** The front end may still report music for a voice's first moments. */
const MUSIC_TRAILS_HOPS = hopsOf(700);

/**
 * When a known welcome is missing, this much speech that is not in the recorded voice is an agent who answered right
 * away.
 */
const STRANGER_HOPS = hopsOf(2500);
const STRANGER_LIKENESS = -0.2;

/** Listens during the phone menu and reports where prompts begin and end. A person is rare here. */
export class MenuJudge {
  readonly #teller = new Teller();
  #speechSince = -1;
  #speechHops = 0;
  #musicHops = 0;
  #musicSince = 0;
  #speechThrough = 0;
  #promptOpen = false;
  /** Set after a key: the old prompt may keep talking for a moment, and its end is not the next prompt's end. */
  #deafUntilQuiet = false;
  #deafHops = 0;
  /** How much of the prompt was heard before on this call. */
  #againHops = 0;
  /**
   * Speech since the start of the call that matches nothing, and how much it sounds like the recorded voice. Once
   * anything matches, a stranger is ruled out.
   */
  #strange = { hops: 0, likeness: 0, ticks: 0, possible: true };
  readonly #library: Library;

  constructor(library: Library) {
    this.#library = library;
  }

  keyPressed(): void {
    this.#strange.possible = false;
    this.#clear();
    this.#teller.forget();
    this.#deafUntilQuiet = true;
    this.#deafHops = 0;
  }

  judge(moment: Moment): Judgment {
    const { hop, sound, active, signal } = moment;
    const quietHops = hop - moment.lastActiveHop;
    if (signal !== undefined) {
      this.#clear();
      return { findings: this.#teller.tell(signal) };
    }
    if (this.#deafUntilQuiet) {
      this.#deafHops += TICK_HOPS;
      this.#deafUntilQuiet = quietHops < ENDED_HOPS && this.#deafHops < RUNS_ON_HOPS;
      return { findings: [] };
    }
    if (sound === 'speech' && active) this.#takeSpeech(moment);
    const stranger = this.#stranger(moment);
    if (stranger.length > 0) return { findings: stranger };
    this.#musicHops =
      sound === 'music' && active ? this.#musicHops + TICK_HOPS : sound === 'speech' ? 0 : this.#musicHops;
    if (this.#musicHops === TICK_HOPS) this.#musicSince = hop - TICK_HOPS;
    if (active && sound === 'music' && this.#musicHops >= MUSIC_HOPS) return this.#music(hop);
    return { findings: [...this.#prompt(moment), ...this.#silence(moment)] };
  }

  #stranger({ match, likeRecorded, sound, active, hop }: Moment): Finding[] {
    const strange = this.#strange;
    if (match !== undefined || this.#library.calls === 0) strange.possible = false;
    if (!strange.possible || sound !== 'speech' || !active || likeRecorded === undefined) return [];
    strange.hops += TICK_HOPS;
    strange.likeness += likeRecorded;
    strange.ticks++;
    if (strange.hops < STRANGER_HOPS || strange.likeness / strange.ticks > STRANGER_LIKENESS) return [];
    strange.possible = false;
    const spoken = seconds(strange.hops * HOP_MS);
    const reason = `${spoken} of speech in place of the known welcome, not the recorded voice`;
    return this.#teller.tell({ heard: 'person', degree: 'probable', sinceHop: hop - strange.hops, reason });
  }

  #takeSpeech({ hop, onsetHop, again, match }: Moment): void {
    if (this.#speechSince < 0) {
      this.#speechSince = Math.max(onsetHop, this.#speechThrough);
      // The front end takes a moment to decide, and that moment was speech too.
      this.#speechHops = Math.min(hop - this.#speechSince, SPEECH_HOPS);
    }
    this.#speechHops += TICK_HOPS;
    if (again) {
      // A match takes a few seconds to be trusted, and those were repeated too.
      const matched = hop - Math.max(match?.sinceHop ?? hop, this.#speechSince);
      this.#againHops = Math.min(this.#speechHops, Math.max(this.#againHops + TICK_HOPS, matched));
    }
    this.#speechThrough = hop;
  }

  #prompt({ hop, lastActiveHop }: Moment): Finding[] {
    const quietHops = hop - lastActiveHop;
    const findings: Finding[] = [];
    if (this.#speechHops >= SPEECH_HOPS && !this.#promptOpen) {
      this.#promptOpen = true;
      findings.push(
        ...this.#teller.tell({ heard: 'menu', sinceHop: this.#speechSince, reason: 'a voice began to speak' }),
      );
    }
    if (this.#speechSince >= 0 && quietHops >= ENDED_HOPS) {
      if (this.#speechHops >= PROMPT_HOPS) {
        const spoken = seconds((lastActiveHop - this.#speechSince) * HOP_MS);
        const reason = `${spoken} of speech, then ${seconds(quietHops * HOP_MS)} without sound`;
        const again =
          this.#againHops >= ASKED_AGAIN_HOPS && this.#againHops * 2 >= this.#speechHops ? { again: true } : {};
        findings.push(...this.#teller.tell({ heard: 'prompt-ended', sinceHop: lastActiveHop, reason, ...again }));
      }
      this.#clear();
    }
    return findings;
  }

  #silence({ hop, lastActiveHop, tonePauses }: Moment): Finding[] {
    const quietHops = hop - lastActiveHop;
    if (quietHops < SILENCE_HOPS || tonePauses) return [];
    this.#musicHops = 0;
    const reason = `no sound for ${seconds(quietHops * HOP_MS)}`;
    return this.#teller.tell({ heard: 'silence', sinceHop: lastActiveHop + 1, reason });
  }

  #music(hop: number): Judgment {
    const reason = `${seconds(this.#musicHops * HOP_MS)} of music`;
    const findings = this.#teller.tell({ heard: 'music', sinceHop: this.#musicSince, reason });
    this.#clear();
    this.#musicHops = MUSIC_HOPS;
    return { findings, machineThroughHop: hop - MUSIC_TRAILS_HOPS };
  }

  #clear(): void {
    this.#speechSince = -1;
    this.#speechHops = 0;
    this.#againHops = 0;
    this.#musicHops = 0;
    this.#promptOpen = false;
  }
}
