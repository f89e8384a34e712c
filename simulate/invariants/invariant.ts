import type { Observation } from '../observed.js';
import type { View } from '../view.js';

/** Something that holds in every run, whatever goes wrong. */
export interface Invariant {
  readonly name: string;
  /** The promise and its limits, in one sentence. */
  readonly says: string;
  /** Watches one run; calls `broken` with how the promise was broken. The view already includes each observation. */
  watch(view: View, broken: (how: string) => void): Watcher;
}

export interface Watcher {
  see?(observation: Observation): void;
  atEnd?(): void;
}
