import type { Key } from '../../../../hunter/terms.js';
import { keyOfEvent } from './dtmf.js';

/** Makes key presses of the telephone events that come in: each press comes as many packets, of which some may be lost, late or doubled. */
export class KeyReader {
  #newest: { readonly source: number; readonly timestamp: number } | undefined;

  /** The key, told with the first packet of its press that gets here; undefined for all others, and for what is no key. */
  take(source: number, timestamp: number, payload: Uint8Array): Key | undefined {
    const [event, , high, low] = payload;
    // RFC 4733 §2.3: four bytes.
    if (event === undefined || high === undefined || low === undefined) return undefined;
    const newest = this.#newest;
    // All packets of one press carry the time it began (§2.3): an earlier or equal time is a press that was told.
    if (newest?.source === source && ((timestamp - newest.timestamp) | 0) <= 0) return undefined;
    const key = keyOfEvent(event);
    if (key !== undefined) this.#newest = { source, timestamp };
    return key;
  }
}
