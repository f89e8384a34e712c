import { distance } from 'fastest-levenshtein';

/** A typing slip: one wrong letter in a short word, two in a longer one. */
export function isNear(word: string, wanted: string): boolean {
  return distance(word, wanted) <= (wanted.length <= 4 ? 1 : 2);
}
