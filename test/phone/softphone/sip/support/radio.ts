import { decodeUlaw } from '../../../../../src/phone/softphone/sip/media/g711.js';
import type { MediaPeer } from './media-peer.js';

/** Twice as fast as talk: a machine that stalls makes no pause that sounds like a loss. */
const EVERY_MS = 10;
/** µ-law bytes that are no silence, each a sample of its own. */
const FIRST = 0x01;
const LAST = 0x7e;

/** What one µ-law byte sounds like. */
export function level(byte: number): number {
  return decodeUlaw(Uint8Array.of(byte))[0] ?? 0;
}

/** The far side's hold music: one frame after another, from wherever the far side sends just then. */
export class Radio {
  peer: MediaPeer;
  playing = true;
  #byte = FIRST;
  readonly #timer = setInterval(() => this.#play(), EVERY_MS);

  constructor(peer: MediaPeer) {
    this.peer = peer;
  }

  /** Plays something else from now on; returns what it sounds like. */
  change(): number {
    this.#byte = this.#byte === LAST ? FIRST : this.#byte + 1;
    return level(this.#byte);
  }

  stop(): void {
    this.playing = false;
    clearInterval(this.#timer);
  }

  #play(): void {
    // Before the first packet of the other side, nobody knows where to send to.
    if (this.playing && this.peer.source !== undefined) void this.peer.send(Buffer.alloc(160, this.#byte));
  }
}
