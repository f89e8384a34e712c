import type { Directory } from '../ports/directory.js';
import type { Line } from '../terms.js';

/** Created once, because a collator costs more than the sorting. */
const inNumberOrder = new Intl.Collator('en', { numeric: true });

/** Every line that can place calls, by extension number. */
export function callableLines(directory: Directory): readonly Line[] {
  return directory
    .extensions()
    .map(({ line }) => line)
    .filter((line): line is Line => line !== undefined)
    .toSorted((a, b) => inNumberOrder.compare(a.extensionNumber, b.extensionNumber));
}
