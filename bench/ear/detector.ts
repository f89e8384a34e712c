import type { Call } from './call.js';

/** What a detector told, in ms of the call: when it was told, and since when it was to be heard. */
export interface Heard {
  /** Only `person` is scored; any other word ends an offer. */
  readonly heard: string;
  readonly atMs: number;
  readonly sinceMs: number;
  readonly reason: string;
  readonly degree?: 'probable' | 'confirmed';
}

/** Something that listens to the calls of one destination, one after the other. */
export interface Detector {
  hear(call: Call): Promise<readonly Heard[]>;
}
