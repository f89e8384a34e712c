import type { Key } from '../../../../hunter/terms.js';

/** Samples in a 20 ms packet at 8 kHz. */
export const FRAME_SAMPLES = 160;
/** 160 ms of tone: menus need at least 40–70 ms, slow ones twice that. */
const TONE_FRAMES = 8;
/** RFC 4733 §2.5.1.4: the end is sent three times in case packets get lost. */
const END_FRAMES = 3;
/** 100 ms of silence before the next key; receivers need at least 40 ms. */
const REST_FRAMES = 5;
/** −6 dBm0, as RingCentral's own softphone sends it. */
const VOLUME = 6;
const END_BIT = 0x80;

const events: Readonly<Record<Key, number>> = {
  '0': 0,
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
  '5': 5,
  '6': 6,
  '7': 7,
  '8': 8,
  '9': 9,
  '*': 10,
  '#': 11,
};

const keys = Object.keys(events)
  .filter(isKey)
  .sort((one, other) => events[one] - events[other]);

/** One 20 ms step of a key press: a telephone-event payload, or a pause. */
export type KeyFrame = { readonly payload: Buffer; readonly first: boolean } | 'rest';

/** The steps of one key press (RFC 4733), one per 20 ms. */
export function keyFrames(key: Key): KeyFrame[] {
  const frames: KeyFrame[] = [];
  for (let i = 0; i < TONE_FRAMES + END_FRAMES; i++) {
    const ended = i >= TONE_FRAMES;
    const payload = Buffer.alloc(4);
    payload[0] = events[key];
    payload[1] = (ended ? END_BIT : 0) | VOLUME;
    payload.writeUInt16BE(Math.min(i + 1, TONE_FRAMES) * FRAME_SAMPLES, 2);
    frames.push({ payload, first: i === 0 });
  }
  for (let i = 0; i < REST_FRAMES; i++) frames.push('rest');
  return frames;
}

/** The key for a telephone event's number; undefined for A–D, flash and fax tones. */
export function keyOfEvent(event: number): Key | undefined {
  return keys[event];
}

export function isKey(text: string): text is Key {
  return Object.hasOwn(events, text);
}
