/** Shows progress during long work, one line every few seconds. */
export interface Progress {
  note(line: string): void;
  /** Since the start. */
  seconds(): number;
}

const EVERY_MS = 5_000;

export function createProgress(say: (line: string) => void): Progress {
  const began = performance.now();
  let saidAt = began;
  const seconds = (): number => Math.round((performance.now() - began) / 1000);
  return {
    seconds,
    note(line) {
      if (performance.now() - saidAt < EVERY_MS) return;
      saidAt = performance.now();
      say(`${line}, ${seconds()} s`);
    },
  };
}
