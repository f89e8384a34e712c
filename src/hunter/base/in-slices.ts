import type { Clock } from './clock.js';

/** Renewing this many leases takes a few ms, and a click may have to wait that long. */
const SLICE = 100;

/** Runs the work for each item, one slice at a time, and lets everything else run between slices. */
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
