import type { Player } from './player.js';
import type { Sounds } from './sounds.js';

/** How long the line waits for the words, each of the two times it asks. */
const ANSWER_WITHIN_MS = 9000;
const MOST_QUESTIONS = 2;
const LOOK_EVERY_MS = 100;

export interface ChallengeEvents {
  asked(): void;
  /** The words were said, and the line listens. */
  said(recording: 'challenge'): void;
  passed(): void;
}

/**
 * “Please repeat these words.” Only a person who has taken the call passes, by speaking; a machine's phrase is no answer. False: nobody
 * answered, and the line has said goodbye.
 */
export async function challenge(
  player: Player,
  sounds: Sounds,
  personSpoke: () => boolean,
  events: ChallengeEvents,
): Promise<boolean> {
  for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
    events.asked();
    await player.play(await sounds.recording('challenge'));
    events.said('challenge');
    for (let waited = 0; waited < ANSWER_WITHIN_MS; waited += LOOK_EVERY_MS) {
      if (personSpoke()) {
        events.passed();
        await player.play(await sounds.recording('challengePassed'));
        return true;
      }
      await player.quiet(LOOK_EVERY_MS);
    }
  }
  await player.play(await sounds.recording('challengeFailed'));
  return false;
}
