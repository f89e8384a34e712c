import type { AudioRing } from '../base/audio-ring.js';
import type { EarStage, Knowledge, Lesson, Recording, RecordingKind, Verdict } from '../terms.js';

/** The ear: audio in, verdicts out, off the main thread. */
export interface Ear {
  /**
   * Starts listening. Give the ring to the owner of the audio, which writes 8 kHz mono linear samples, contiguous in
   * time (losses filled with silence).
   */
  open(callId: string, destinationId: string): AudioRing;
  tune(callId: string, stage: EarStage): void;
  /** A key was pressed now, so what is heard next answers it. */
  keyPressed(callId: string): void;
  close(callId: string): void;
  onHeard(listener: (callId: string, verdict: Verdict) => void): () => void;
  /** A call can no longer be heard: hearing it failed, or its worker died twice within a minute. */
  onLost(listener: (callId: string) => void): () => void;
  /** Learns and names what the call heard, in its destination's library; undefined when there was no sound to learn. */
  learn(callId: string, lesson: Lesson): Promise<Recording | undefined>;
  /** Changes a taught recording's kind or title; false when it is not known. */
  relabel(destinationId: string, recordingId: string, kind: RecordingKind, title?: string): Promise<boolean>;
  knowledge(destinationId: string): Promise<Knowledge>;
}
