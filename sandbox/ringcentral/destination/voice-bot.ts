import type { Player } from './player.js';
import type { Sounds } from './sounds.js';

/** How long it waits to be told something. */
const ANSWER_WITHIN_MS = 4000;
const MOST_QUESTIONS = 2;

/** A friendly machine asks how it can help, twice, understands nobody, and lets the caller through to the queue. */
export async function voiceBot(player: Player, sounds: Sounds, asks: () => void): Promise<void> {
  for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
    asks();
    await player.play(await sounds.recording('voiceBot'));
    await player.quiet(ANSWER_WITHIN_MS);
  }
  await player.play(await sounds.recording('voiceBotGivesUp'));
  await player.quiet(400);
}
