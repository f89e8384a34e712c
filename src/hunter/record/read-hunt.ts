import { reasonOf } from '../base/bounded.js';
import type { HuntState } from '../rules/state.js';
import { type Reading, readOn, type StoredEvent } from './record.js';
import { UnreadableHunt } from './unreadable-hunt.js';

/** Reads a hunt, or continues from a state. Throws an `UnreadableHunt` when this process cannot make sense of the record. */
export async function readHunt(
  store: { read(huntId: string, from: number): Promise<readonly StoredEvent[]> },
  huntId: string,
  from?: HuntState,
): Promise<Reading & { readonly stored: readonly StoredEvent[] }> {
  const stored = await store.read(huntId, from?.version ?? 0);
  return { ...asRead(huntId, stored, from), stored };
}

/** The hunt, from events already fetched. Throws like `readHunt`. */
export function asRead(huntId: string, stored: readonly StoredEvent[], from?: HuntState): Reading {
  try {
    return readOn(stored, from);
  } catch (error) {
    throw new UnreadableHunt(huntId, 'damaged', `The record of hunt ${huntId} makes no sense: ${reasonOf(error)}`);
  }
}
