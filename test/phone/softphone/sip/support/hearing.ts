import { createAudioRing, RingReader } from '../../../../../src/hunter/base/audio-ring.js';

/** How often the ring is looked into. */
const LOOK_MS = 2;

/** Hears what a leg writes, as it comes: an hour of it need not be kept. */
export class Hearing {
  readonly ring = createAudioRing();
  readonly #reader = new RingReader(this.ring);
  readonly #waits: { readonly fits: () => boolean; readonly done: () => void }[] = [];
  readonly #looking = setInterval(() => this.look(), LOOK_MS);
  readonly #values = new Set<number>();
  #take: (samples: Int16Array) => void = () => undefined;
  heard = 0;

  /** What comes from now on goes there, too. */
  tell(take: (samples: Int16Array) => void): void {
    this.#take = take;
  }

  look(): void {
    const { samples } = this.#reader.read();
    this.heard += samples.length;
    for (const sample of samples) this.#values.add(sample);
    this.#take(samples);
    for (const wait of this.#waits.filter(({ fits }) => fits())) {
      this.#waits.splice(this.#waits.indexOf(wait), 1);
      wait.done();
    }
  }

  until(fits: () => boolean): Promise<void> {
    return fits() ? Promise.resolve() : new Promise((done) => this.#waits.push({ fits, done }));
  }

  /** Whether this very sample was heard, ever. */
  has(sample: number): boolean {
    return this.#values.has(sample);
  }

  forget(): void {
    this.#values.clear();
  }

  stop(): void {
    clearInterval(this.#looking);
  }
}
