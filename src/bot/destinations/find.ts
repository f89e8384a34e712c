import type { Destination } from '../../hunter/terms.js';
import { isNear } from '../slack/near.js';

export type FoundDestination =
  | { readonly found: Destination }
  | { readonly found: undefined; readonly didYouMean?: Destination };

/** Finds a destination by its id or part of its name. Empty text means the default (the first). */
export function findDestination(typed: string, all: readonly Destination[]): FoundDestination {
  const wanted = typed.trim().toLowerCase();
  const [first] = all;
  if (wanted === '') return first === undefined ? { found: undefined } : { found: first };
  const exact = all.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (exact !== undefined) return { found: exact };
  const named = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  if (named.length === 1 && named[0] !== undefined) return { found: named[0] };
  const near = named[0] ?? all.find(({ id, name }) => isNear(wanted, id) || isNear(wanted, name.toLowerCase()));
  return near === undefined ? { found: undefined } : { found: undefined, didYouMean: near };
}
