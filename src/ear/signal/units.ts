/** Sample rate of all audio the ear hears. */
export const SAMPLES_PER_S = 8000;
/** One step of the processing chain. Inside the ear, every duration is counted in hops. */
export const HOP_SAMPLES = 128;
export const HOP_MS = (HOP_SAMPLES * 1000) / SAMPLES_PER_S;
/** Window of one spectrum: long enough to separate harmonics 60 Hz apart, short enough for syllables. */
export const WINDOW_SAMPLES = 512;
/** Bins of one window, 15.6 Hz apart. */
export const BINS = WINDOW_SAMPLES / 2;
export const BIN_HZ = SAMPLES_PER_S / WINDOW_SAMPLES;

/** A duration as a whole number of hops. */
export const hopsOf = (ms: number): number => Math.round(ms / HOP_MS);

/** A duration for people: `1.4 s`. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
