import type { AudioRing } from '../base/audio-ring.js';
import type { EarStage, Knowledge, Lesson, Recording, RecordingKind, Verdict } from '../terms.js';

/** The ear: audio in, verdicts out, off the main thread. */
export interface Ear {
  /**
   * Begins listening; the ring is handed to whoever has the audio, which writes
   * 8 kHz mono linear samples, contiguous in time (losses filled with silence).
   */
  open(callId: string, destinationId: string): AudioRing;
  tune(callId: string, stage: EarStage): void;
  /** A key was pressed now: what is heard next answers it. */
  keyPressed(callId: string): void;
  close(callId: string): void;
  onHeard(listener: (callId: string, verdict: Verdict) => void): () => void;
  /** Takes what the call heard into its destination's library under a name; undefined when there was no sound to learn. */
  learn(callId: string, lesson: Lesson): Promise<Recording | undefined>;
  /** Says what a taught recording is; false when it is not known (any more). */
  relabel(destinationId: string, recordingId: string, kind: RecordingKind, title?: string): Promise<boolean>;
  knowledge(destinationId: string): Promise<Knowledge>;
}
