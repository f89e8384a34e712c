/** Randomness that repeats for the same seed. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  happens(share: number): boolean;
  /** A whole number from `least` to `most`, inclusive. */
  between(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
  /** A separate stream: drawing from it does not change later draws from this one. */
  fork(): Chance;
}

/** Mulberry32: small, quick, and random enough for choosing faults. */
export function createChance(seed: number): Chance {
  let bits = seed | 0;
  const next = (): number => {
    bits = (bits + 0x6d2b79f5) | 0;
    let mixed = Math.imul(bits ^ (bits >>> 15), 1 | bits);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    happens: (share) => next() < share,
    pick(choices) {
      const chosen = choices[between(0, choices.length - 1)];
      if (chosen === undefined) throw new Error('There is nothing to choose from');
      return chosen;
    },
    fork: () => createChance(Math.floor(next() * 2 ** 32)),
  };
}
