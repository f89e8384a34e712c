import { offersOf } from './outcome.js';
import type { Play, PlayedHunt } from './play.js';
import type { Person, SlackMessage } from './world.js';

/** What people call a recording when they say that an offer was not a person. */
export type Kind = 'Announcement' | 'Too busy' | 'Callback offer' | 'Menu' | 'Voice challenge' | 'Closed';

export const NOT_A_PERSON = 'Not a person';
const STOP = 'Stop the hunt';
/** What was taught is known at once; a person still reads that it is. */
const TO_LEARN_MS = 1_500;

/** What most people do: ask for a hunt, wait for the offer, take the call, talk. */
export async function takeTheCall(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  await play.take(dana, await play.offer(hunt));
  await play.audio();
}

/** One click tells the bot that it was fooled, another by what. */
export async function notAPerson(play: Play, by: Person, offer: SlackMessage, kind: Kind): Promise<void> {
  await play.press(by, offer, NOT_A_PERSON);
  await play.answer(by, kind);
}

/** Whether an agent speaks on the offered call; a person who hears it before taking it knows, and so does the story. */
export function isAgent(play: Play, offer: SlackMessage): boolean {
  const offered = offersOf({ happenings: play.story.all() }).find(({ ts }) => ts === offer.ts);
  return offered?.spokeAt !== undefined;
}

/** Takes the first offer that is an agent; anything offered before that is reported as no person, of this kind. */
export async function takeTheAgent(
  play: Play,
  by: Person,
  hunt: PlayedHunt,
  kind: Kind,
  withinMs = 70_000,
): Promise<void> {
  const disowned: string[] = [];
  for (;;) {
    const offer = await play.offer(hunt, withinMs, disowned);
    if (isAgent(play, offer)) return play.take(by, offer);
    disowned.push(offer.ts);
    await notAPerson(play, by, offer, kind);
  }
}

/** A hunt that is there to teach the bot one recording: the first offer is disowned, then the hunt is stopped. */
export async function teachByHunt(play: Play, by: Person, kind: Kind): Promise<void> {
  const hunt = await play.startHunt(by, { lines: { first: 1 } });
  await notAPerson(play, by, await play.offer(hunt), kind);
  await play.pause(TO_LEARN_MS);
  await stop(play, by, hunt);
  await play.rehearsed(hunt);
}

/** Ends a hunt by its button. */
export async function stop(play: Play, by: Person, hunt: PlayedHunt): Promise<void> {
  const board = play.board(hunt);
  if (board === undefined) throw new Error('the hunt has no board');
  await play.press(by, board, STOP);
}
