/** Time as a parameter. `setTimer` returns a function that cancels the timer. */
export interface Clock {
  now(): number;
  setTimer(act: () => void, delayMs: number): () => void;
}
