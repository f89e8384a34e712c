import type { Key } from '../../../../hunter/terms.js';
import { keyOfEvent } from './dtmf.js';

/** Turns incoming telephone events into key presses. Each press comes as many packets, some of which may be lost, late or repeated. */
export class KeyReader {
  #newest: { readonly source: number; readonly timestamp: number } | undefined;

  /** The key, with the first packet of its press that arrives; undefined for the others and for anything that is not a key. */
  take(source: number, timestamp: number, payload: Uint8Array): Key | undefined {
    const [event, , high, low] = payload;
    // RFC 4733 §2.3: four bytes.
    if (event === undefined || high === undefined || low === undefined) return undefined;
    const newest = this.#newest;
    // All packets of one press carry the time it began (§2.3), so an earlier or equal time belongs to a press already reported.
    if (newest?.source === source && ((timestamp - newest.timestamp) | 0) <= 0) return undefined;
    const key = keyOfEvent(event);
    if (key !== undefined) this.#newest = { source, timestamp };
    return key;
  }
}
