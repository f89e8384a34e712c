import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import { PhoneError } from '../api/phone-error.js';
import type { Softphone } from '../softphone/sip/softphone.js';
import type { TakerPhrase } from '../speech/taker-phrases.js';
import { TIMES } from './timings.js';

export interface TakerOnLineOptions {
  readonly softphone: Softphone;
  readonly leg: string;
  readonly phrases: (phrase: TakerPhrase) => Int16Array;
  readonly clock: Clock;
  readonly log: Log;
}

/** Somebody who has picked up and waits for the agent. They are either connected or told why not before we hang up. */
export class TakerOnLine {
  #saying: TakerPhrase | undefined;
  #leaving = false;

  constructor(private readonly options: TakerOnLineOptions) {}

  /** Resolves when it has been said or they are gone. A phrase that is being said is not started again. */
  async tell(phrase: TakerPhrase): Promise<void> {
    if (!this.#leaving && this.#saying !== phrase) await this.#say(phrase);
  }

  /** Tells them why, without interruption, and only then hangs up. */
  async leaveAfter<T>(phrase: TakerPhrase, outcome: T): Promise<T> {
    const { softphone, leg } = this.options;
    this.#leaving = true;
    await this.#say(phrase);
    // Not awaited: nobody needs to wait for the end of this call.
    void softphone.hangUp(leg).catch(() => undefined);
    return outcome;
  }

  async #say(phrase: TakerPhrase): Promise<void> {
    const { softphone, leg, phrases, clock, log } = this.options;
    this.#saying = phrase;
    const late = () => new PhoneError({ code: 'line', what: 'The words were not said in time.', retryable: false });
    try {
      await bounded(clock, TIMES.phrase, late, softphone.say(leg, phrases(phrase)));
    } catch (error) {
      log.info({ err: error, phrase }, 'a phrase could not be said to the taker');
    } finally {
      if (this.#saying === phrase) this.#saying = undefined;
    }
  }
}
