/** Twenty milliseconds of PCMU: 160 bytes of µ-law at 8 kHz. All audio of the practice world travels so. */
export type Frame = Uint8Array;

export const SAMPLE_RATE = 8000;
export const FRAME_MS = 20;
export const FRAME_SAMPLES = 160;

/** µ-law zero. */
export const SILENCE_BYTE = 0xff;
export const SILENT_FRAME: Frame = new Uint8Array(FRAME_SAMPLES).fill(SILENCE_BYTE);

/** Bytes of µ-law for this many milliseconds, in whole frames. */
export function bytesOf(ms: number): number {
  return Math.round(ms / FRAME_MS) * FRAME_SAMPLES;
}

/** How long this many bytes of µ-law sound. */
export function msOf(clip: Uint8Array): number {
  return (clip.length / SAMPLE_RATE) * 1000;
}

/** One end of a conversation, as the exchange sees it. */
export interface AudioEnd {
  /** What it says in the next 20 ms; undefined: nothing. Asked exactly once a tick while joined. */
  speak(): Frame | undefined;
  /** What the other end said in these 20 ms. */
  hear(frame: Frame): void;
}

/** Says nothing, hears nothing. */
export const DEAF_AND_DUMB: AudioEnd = { speak: () => undefined, hear: () => undefined };
