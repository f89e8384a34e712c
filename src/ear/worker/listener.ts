import type { EarStage, Lesson, Recording, Verdict } from '../../hunter/terms.js';
import { HoldJudge } from '../judge/hold-judge.js';
import type { Judgment, Moment } from '../judge/judge.js';
import { MenuJudge } from '../judge/menu-judge.js';
import { RecordedSide } from '../judge/recorded-side.js';
import { Senses, TICK_HOPS } from '../judge/sense.js';
import type { Library } from '../library/library.js';
import { Memory } from '../library/memory.js';
import { NamedFollower } from '../library/named-follower.js';
import { Cadence } from '../signal/cadence.js';
import { CallTime } from '../signal/call-time.js';
import { type Frame, Framer } from '../signal/spectrum.js';
import { HOP_MS, hopsOf, seconds } from '../signal/units.js';
import { meaningOf } from '../words/meaning.js';
import type { Utterance } from '../words/overhearing.js';

/** A refusal takes longer than this; less speech is a click or a greeting cut short. */
const TURNED_AWAY_HOPS = hopsOf(1500);

/** A refusal is no longer than this. */
const LAST_WORDS_HOPS = hopsOf(25_000);
/** Recordings are separated by more than the pause between sentences. */
const BETWEEN_RECORDINGS_HOPS = hopsOf(900);
/** Recordings pause for less than this between sentences. */
const SENTENCES_APART_HOPS = hopsOf(600);
/** No sentence lasts longer than this. */
const LONGEST_SENTENCE_HOPS = hopsOf(20_000);
/** A call that waited this long without a word has learned that no recordings play here. */
const COUNTED_HOPS = hopsOf(45_000);

/**
 * Listens to one call. Its only clock is the number of samples it was given, so a test can run a call as fast as it can
 * be computed.
 */
export class Listener {
  readonly #library: Library;
  readonly #framer = new Framer();
  readonly #senses = new Senses();
  readonly #cadence = new Cadence();
  readonly #memory: Memory;
  readonly #time = new CallTime();
  /** The last tick was music. */
  #inMusic = false;
  /** While true, it neither recognizes nor learns during music; an overloaded worker sets it. */
  sparing = false;
  #stage: EarStage = 'menu';
  #menu: MenuJudge;
  #hold: HoldJudge;
  #hop = 0;
  #lastKeyHop = 0;
  /** What was heard since the hold began. */
  #waited = { sinceHop: 0, speechHops: 0, speechSince: 0, lastWordsSince: 0, lastSpeech: 0, music: false };
  /** A recording that was named while it was still playing. */
  #saidOn: { readonly recording: Recording; readonly sinceHop: number; throughHop: number } | undefined;
  readonly #named: NamedFollower;
  readonly #recorded: RecordedSide;

  constructor(library: Library) {
    this.#library = library;
    this.#memory = new Memory(library);
    this.#named = new NamedFollower(library);
    this.#recorded = new RecordedSide(library.voice);
    this.#hold = new HoldJudge(library);
    this.#menu = new MenuJudge(library);
  }

  /** Sets what to listen for. With `off` nothing more is heard, and nothing unlearned is kept. */
  tune(stage: EarStage): void {
    if (stage === this.#stage) return;
    this.#countCall();
    // “Connecting you”, then the agent: what the recorded voice said before another voice is a recording.
    const recorded = this.#stage === 'hold' && stage === 'off' ? this.#hold.recordedBefore() : undefined;
    if (recorded !== undefined) this.#memory.release(recorded);
    this.#stage = stage;
    this.#saidOn = undefined;
    this.#memory.follow(stage === 'menu');
    if (stage === 'off') {
      this.#memory.forget();
      this.#recorded.forget();
    }
    if (stage === 'menu') this.#menu = new MenuJudge(this.#library);
    if (stage === 'hold') {
      this.#recorded.release(this.#hop);
      this.#hold = new HoldJudge(this.#library);
      this.#waited = {
        sinceHop: this.#hop,
        speechHops: 0,
        speechSince: this.#hop,
        lastWordsSince: this.#hop,
        lastSpeech: this.#hop,
        music: false,
      };
    }
  }

  /**
   * The call ended while the ear was still listening (`farEnd`: the other side hung up). All of it was recordings,
   * unless the last speaker may have been a person. Speech after the menu without any music, and then the end, means
   * the line turned us away.
   */
  ended(farEnd = true): Verdict[] {
    if (this.#stage === 'off') return [];
    const { speechHops, speechSince, lastWordsSince, music } = this.#waited;
    const waited = this.#stage === 'hold';
    const unsure = waited && this.#hold.person !== 'none';
    const turnedAway = farEnd && waited && !unsure && !music && speechHops >= TURNED_AWAY_HOPS;
    // Disclosures may come first; only the last words are the refusal.
    const wordsSince = Math.max(lastWordsSince, this.#hop - LAST_WORDS_HOPS);
    const recording = turnedAway ? this.#memory.teach(wordsSince, this.#hop, 'too-busy') : undefined;
    this.#countCall();
    this.#stage = 'off';
    if (unsure) this.#memory.leaveUnsure();
    else {
      this.#release(this.#hop);
      this.#memory.finish();
    }
    if (recording === undefined) return [];
    const reason = `${seconds(speechHops * HOP_MS)} of speech after the menu, then the line hung up`;
    return [
      {
        heard: 'announcement',
        atMs: this.#time.msOf(this.#hop + 1),
        sinceMs: this.#time.msOf(speechSince),
        reason,
        recording,
      },
    ];
  }

  /**
   * Counts a call that was on hold, since it taught how the destination sounds on hold. A call that was turned away did
   * not.
   */
  #countCall(): void {
    if (this.#stage !== 'hold') return;
    const waitedHops = this.#hop - this.#waited.sinceHop;
    if (this.#hold.recordings > 0 || (this.#waited.music && waitedHops >= COUNTED_HOPS)) this.#library.calls++;
  }

  #release(throughHop: number): void {
    this.#memory.release(throughHop);
    this.#recorded.release(throughHop);
  }

  /** A key was pressed, so everything said until now was the menu. */
  keyPressed(): void {
    if (this.#stage === 'off') return;
    this.#lastKeyHop = this.#hop;
    if (this.#stage === 'menu') this.#release(this.#hop);
    this.#menu.keyPressed();
    this.#hold.keyPressed();
  }

  /** Learns what a person says was heard; undefined when there was no sound to learn. */
  learn({ kind, since, title }: Lesson): Recording | undefined {
    if (this.#stage === 'off') return undefined;
    if (kind === 'person') {
      this.#memory.forget();
      return undefined;
    }
    const fromHop = since === 'last-key' ? this.#lastKeyHop : this.#time.hopAt(since);
    const recording = this.#memory.teach(fromHop, this.#hop, kind, title);
    const goesOn = this.#stage === 'hold' && this.#hop - this.#waited.lastSpeech < SENTENCES_APART_HOPS;
    this.#hold.corrected();
    this.#saidOn = recording && goesOn ? { recording, sinceHop: this.#hop, throughHop: this.#hop } : undefined;
    return recording;
  }

  get stage(): EarStage {
    return this.#stage;
  }

  /**
   * Takes words recognized on this call. They may tell who spoke, how long the wait is, and what a recording is called.
   */
  understand({ sinceMs, throughMs, recording }: Utterance, text: string): Verdict[] {
    if (this.#stage === 'off' || text === '') return [];
    const { speaker, kind, estimate, title, reason } = meaningOf(text);
    if (title !== undefined && recording !== undefined && recording.title === undefined)
      this.#library.relabel(recording.id, recording.kind, title);
    if (this.#stage !== 'hold') return [];
    const [sinceHop, throughHop] = [this.#time.hopAt(sinceMs), this.#time.hopAt(throughMs)];
    const verdict = { atMs: this.#time.msOf(this.#hop + 1), sinceMs, reason };
    if (speaker === 'person') {
      const assured = this.#hold.assure(sinceHop, reason).length > 0;
      return assured ? [{ ...verdict, heard: 'person', degree: 'confirmed' }] : [];
    }
    if (speaker === undefined || !this.#hold.disown(sinceHop, reason)) return [];
    this.#release(throughHop);
    const taught = kind === undefined ? undefined : this.#memory.teach(sinceHop, throughHop, kind, title);
    const told = { ...(taught && { recording: taught }), ...(estimate && { estimate: estimate.text }) };
    return [{ ...verdict, heard: 'announcement', ...told }];
  }

  /** Hears samples as they arrive; returns the new verdicts. */
  hear(samples: Int16Array): Verdict[] {
    if (this.#stage === 'off') {
      this.pass(samples.length);
      return [];
    }
    const verdicts: Verdict[] = [];
    this.#framer.push(samples, (frame) => {
      this.#hop = frame.hop;
      this.#hearFrame(frame, verdicts);
    });
    return verdicts;
  }

  /** A recording named in the middle of a sentence is learned to its end. Until then, a voice is not a person. */
  #followTaught(hop: number, speaks: boolean, music: boolean): boolean {
    const taught = this.#saidOn;
    if (taught === undefined) return false;
    if (speaks) taught.throughHop = hop;
    const pause = hop - taught.throughHop;
    if (!music && pause < SENTENCES_APART_HOPS && hop - taught.sinceHop < LONGEST_SENTENCE_HOPS) return true;
    this.#memory.extend(taught.recording.id, taught.throughHop);
    this.#hold.corrected();
    this.#saidOn = undefined;
    return false;
  }

  /** Skips samples that will never be heard; the call's time goes on without them. */
  pass(samples: number): void {
    if (samples > 0) this.#time.pass(this.#hop + 1, samples);
  }

  #hearFrame(frame: Frame, verdicts: Verdict[]): void {
    const { hop } = frame;
    if (this.sparing && this.#inMusic) this.#memory.pass();
    else this.#memory.push(hop, frame.power);
    const sense = this.#senses.push(frame);
    if (sense === undefined) return;
    this.#inMusic = sense.sound === 'music';
    const signal = this.#cadence.push(hop, sense.tone);
    const match = this.#memory.match(hop);
    const speaks = sense.sound === 'speech' && sense.active;
    const moment: Moment = {
      ...sense,
      signal,
      match,
      likeRecorded: speaks ? this.#recorded.hear(hop, sense.bands) : undefined,
      elsewhere: this.#memory.elsewhere,
      place: this.#memory.placeOf(hop),
      again: this.#memory.heardAgain(hop),
      tonePauses: this.#cadence.pausing(hop),
    };
    if (speaks) {
      if (this.#waited.speechHops === 0) this.#waited.speechSince = hop - TICK_HOPS;
      if (hop - this.#waited.lastSpeech > BETWEEN_RECORDINGS_HOPS) this.#waited.lastWordsSince = hop - TICK_HOPS;
      this.#waited.lastSpeech = hop;
      this.#waited.speechHops += TICK_HOPS;
    }
    const goesOn = this.#followTaught(hop, speaks, sense.sound === 'music' && sense.active);
    const judgment: Judgment = this.#stage === 'menu' ? this.#menu.judge(moment) : this.#hold.judge(moment);
    if (judgment.machineThroughHop !== undefined) this.#release(judgment.machineThroughHop);
    for (const { sinceHop, ...finding } of judgment.findings) {
      if (goesOn && finding.heard === 'person') {
        this.#hold.corrected();
        continue;
      }
      this.#waited.music ||= finding.heard === 'music';
      verdicts.push({ ...finding, atMs: this.#time.msOf(hop + 1), sinceMs: this.#time.msOf(Math.max(0, sinceHop)) });
    }
    for (const { recording, sinceHop, reached } of this.#named.follow(hop, match)) {
      const what = recording.title ?? `a taught recording (${recording.kind})`;
      const heard = reached === 'end' ? 'prompt-ended' : recording.kind === 'menu' ? 'menu' : 'announcement';
      const reason = reached === 'end' ? `${what} has ended` : `recognized ${what}`;
      verdicts.push({ heard, atMs: this.#time.msOf(hop + 1), sinceMs: this.#time.msOf(sinceHop), reason, recording });
    }
  }
}
