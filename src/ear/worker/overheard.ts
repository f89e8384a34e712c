import type { Verdict } from '../../hunter/terms.js';
import { Overhearing, type Utterance } from '../words/overhearing.js';
import type { Listener } from './listener.js';

/**
 * A listener whose call is also turned into words. Sound goes to both, and the listener's verdicts choose what is read.
 */
export class Overheard {
  readonly #listener: Listener;
  readonly #overhearing: Overhearing;

  constructor(listener: Listener, wanted: (utterance: Utterance, samples: Int16Array<ArrayBuffer>) => void) {
    this.#listener = listener;
    this.#overhearing = new Overhearing(wanted);
  }

  get sparing(): boolean {
    return this.#listener.sparing;
  }

  set sparing(sparing: boolean) {
    this.#listener.sparing = sparing;
  }

  hear(samples: Int16Array): Verdict[] {
    if (this.#listener.stage === 'off') {
      this.#overhearing.pass(samples.length);
      this.#overhearing.forget();
      return this.#listener.hear(samples);
    }
    this.#overhearing.hear(samples);
    const verdicts = this.#listener.hear(samples);
    for (const verdict of verdicts) this.#overhearing.told(verdict);
    return verdicts;
  }

  pass(samples: number): void {
    this.#overhearing.pass(samples);
    this.#listener.pass(samples);
  }
}
