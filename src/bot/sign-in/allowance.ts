/** Counts one more request; false if that is too many. */
export type Allowance = (who?: string) => boolean;

/** At most `most` in each window, per name, in this process. */
export function createAllowance(options: {
  readonly most: number;
  readonly windowMs: number;
  readonly now: () => number;
}): Allowance {
  const { most, windowMs, now } = options;
  const counts = new Map<string, number>();
  let window = 0;
  return (who = '') => {
    const current = Math.floor(now() / windowMs);
    // A new window starts empty, so that names do not pile up.
    if (current !== window) counts.clear();
    window = current;
    const count = (counts.get(who) ?? 0) + 1;
    counts.set(who, count);
    return count <= most;
  };
}
