import { type AudioRing, createAudioRing } from '../../../src/hunter/base/audio-ring.js';
import type { Ear } from '../../../src/hunter/ports/ear.js';
import type { EarStage, Knowledge, Lesson, Recording, Verdict } from '../../../src/hunter/terms.js';

/** An ear that notes what it was told, and hears what the test says. */
export class FakeEar implements Ear {
  readonly done: string[] = [];
  #listener: (callId: string, verdict: Verdict) => void = () => {};

  #lost: (callId: string) => void = () => {};

  open(callId: string, destinationId: string): AudioRing {
    this.done.push(`open ${callId} ${destinationId}`);
    return createAudioRing();
  }

  tune(callId: string, stage: EarStage): void {
    this.done.push(`tune ${callId} ${stage}`);
  }

  keyPressed(callId: string): void {
    this.done.push(`key ${callId}`);
  }

  close(callId: string): void {
    this.done.push(`close ${callId}`);
  }

  async learn(callId: string, { kind, since }: Lesson): Promise<Recording | undefined> {
    this.done.push(`learn ${callId} ${kind} since ${since}`);
    return kind === 'person' ? undefined : { id: `r-${callId}`, kind, seconds: 3 };
  }

  async relabel(destinationId: string, recordingId: string, kind: string): Promise<boolean> {
    this.done.push(`relabel ${destinationId} ${recordingId} ${kind}`);
    return true;
  }

  async knowledge(): Promise<Knowledge> {
    return { calls: 0, callsNeeded: 2, seconds: 0, recordings: [] };
  }

  onHeard(listener: (callId: string, verdict: Verdict) => void): () => void {
    this.#listener = listener;
    return () => {};
  }

  onLost(listener: (callId: string) => void): () => void {
    this.#lost = listener;
    return () => {};
  }

  lose(callId: string): void {
    this.#lost(callId);
  }

  hear(callId: string, verdict: Verdict): void {
    this.#listener(callId, verdict);
  }
}
