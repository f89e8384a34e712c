import { hopsOf } from '../signal/units.js';
import type { Moment } from './judge.js';
import { isRecordedVoice } from './person-rules.js';
import { TICK_HOPS } from './sense.js';

/** Recordings pause for less than this between sentences. */
const NEXT_VOICE_HOPS = hopsOf(600);

/** A running mean. */
class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  clear(): void {
    this.#sum = 0;
    this.#count = 0;
  }

  /** Undefined when nothing was added. */
  get value(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count;
  }
}

/** Speech that matches nothing known, since the last music, match or long quiet. */
export class SpeechEvidence {
  #hops = 0;
  #sinceHop = 0;
  #throughHop = 0;
  /** How much it sounds like the recorded voice, and how clearly it is speech. */
  readonly #likeness = new Mean();
  readonly #clarity = new Mean();
  /** How much the speech since the last pause alone sounds like the recorded voice. */
  readonly #turn = new Mean();
  /** Where the recorded voice stopped before a pause, and whether another voice has spoken since. */
  #recordedThrough: number | undefined;
  #anotherSince = false;

  get hops(): number {
    return this.#hops;
  }

  get sinceHop(): number {
    return this.#sinceHop;
  }

  get throughHop(): number {
    return this.#throughHop;
  }

  get likeRecorded(): number | undefined {
    return this.#likeness.value;
  }

  get clarity(): number {
    return this.#clarity.value ?? 0;
  }

  /** Adds a moment of speech that matches nothing. */
  take({ hop, onsetHop, speechLikelihood, likeRecorded }: Moment, warm: boolean, personIsHeard: boolean): void {
    const paused = hop - this.#throughHop >= NEXT_VOICE_HOPS;
    if (paused) this.#endTurn(personIsHeard);
    // After a pause in the recorded voice, someone else may continue, so judge the new speaker from scratch.
    if (warm && paused && this.#hops > 0 && isRecorded(this.#likeness.value)) this.clear();
    if (this.#hops === 0) {
      this.#sinceHop = Math.max(onsetHop, this.#throughHop, hop - hopsOf(400));
      // The front end takes a moment to decide, and that moment was speech too.
      this.#hops = Math.max(0, hop - this.#sinceHop - TICK_HOPS);
    }
    this.#hops += TICK_HOPS;
    this.#throughHop = hop;
    this.#clarity.add(speechLikelihood);
    if (likeRecorded === undefined) return;
    this.#likeness.add(likeRecorded);
    this.#turn.add(likeRecorded);
  }

  /**
   * The hop through which the recorded voice spoke before a different speaker, the person heard now; undefined without
   * both.
   */
  recordedBefore(): number | undefined {
    this.#endTurn(true);
    return this.#anotherSince ? this.#recordedThrough : undefined;
  }

  clear(): void {
    this.#hops = 0;
    this.#likeness.clear();
    this.#clarity.clear();
  }

  #endTurn(personIsHeard: boolean): void {
    const likeness = this.#turn.value;
    this.#turn.clear();
    if (likeness === undefined) return;
    if (!isRecordedVoice(likeness)) this.#anotherSince = true;
    else if (!personIsHeard) {
      this.#recordedThrough = this.#throughHop;
      this.#anotherSince = false;
    }
  }
}

function isRecorded(likeness: number | undefined): boolean {
  return likeness !== undefined && isRecordedVoice(likeness);
}
