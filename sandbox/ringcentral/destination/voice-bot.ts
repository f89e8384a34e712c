import type { Player } from './player.js';
import type { Sounds } from './sounds.js';

/** How long it waits for somebody to speak. */
const ANSWER_WITHIN_MS = 4000;
const MOST_QUESTIONS = 2;

export interface VoiceBotEvents {
  asks(): void;
  /** The question was said, and it listens. */
  said(recording: 'voiceBot'): void;
}

/** A friendly machine asks how it can help, twice, understands nobody, and lets the caller through to the queue. */
export async function voiceBot(player: Player, sounds: Sounds, events: VoiceBotEvents): Promise<void> {
  for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
    events.asks();
    await player.play(await sounds.recording('voiceBot'));
    events.said('voiceBot');
    await player.quiet(ANSWER_WITHIN_MS);
  }
  await player.play(await sounds.recording('voiceBotGivesUp'));
  await player.quiet(400);
}
