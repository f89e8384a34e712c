import { distance } from 'fastest-levenshtein';

/** Whether a word is a likely typo: one wrong letter in a short word, two in a longer one. */
export function isNear(word: string, wanted: string): boolean {
  return distance(word, wanted) <= (wanted.length <= 4 ? 1 : 2);
}
