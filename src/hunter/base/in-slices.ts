import type { Clock } from './clock.js';

/** Renewing this many takes a few milliseconds, which is what a click may have to wait behind. */
const SLICE = 100;

/** Does the work for each of many, a slice at a time; between slices everything else that waits has its turn. */
export async function inSlices<T>(
  clock: Clock,
  items: readonly T[],
  work: (item: T) => Promise<void>,
  slice = SLICE,
): Promise<void> {
  for (let from = 0; from < items.length; from += slice) {
    if (from > 0) await new Promise<void>((resume) => void clock.setTimer(resume, 0));
    await Promise.all(items.slice(from, from + slice).map(work));
  }
}
