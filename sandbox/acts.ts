import type { Play } from './play.js';

/** What most people do: ask for a hunt, wait for the offer, take the call, talk. */
export async function takeTheCall(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  await play.take(dana, await play.offer(hunt));
  await play.audio();
}
