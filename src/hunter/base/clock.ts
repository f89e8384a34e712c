/** Time, passed in. `setTimer` returns how to cancel it. */
export interface Clock {
  now(): number;
  setTimer(act: () => void, delayMs: number): () => void;
}
