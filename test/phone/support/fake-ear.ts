import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Ear } from '../../../src/hunter/ports.js';
import type { EarStage, Verdict } from '../../../src/hunter/words.js';

/** An ear that notes what it was told, and hears what the test says. */
export class FakeEar implements Ear {
  readonly done: string[] = [];
  #listener: (callId: string, verdict: Verdict) => void = () => {};

  open(callId: string, destinationId: string): MessagePort {
    this.done.push(`open ${callId} ${destinationId}`);
    const { port1, port2 } = new MessageChannel();
    port2.close();
    return port1;
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

  onHeard(listener: (callId: string, verdict: Verdict) => void): () => void {
    this.#listener = listener;
    return () => {};
  }

  hear(callId: string, verdict: Verdict): void {
    this.#listener(callId, verdict);
  }
}
