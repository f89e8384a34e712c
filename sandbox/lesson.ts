import type { Play } from './play.js';
import { hasButton } from './play.js';
import type { Person } from './world.js';

const DONE = 'Done';
const KEYPAD = '1';
const BEGINS_WITHIN_MS = 25_000;
/** Between hearing that the prompt is over and the finger on the button. */
const REACTION_MS = 500;

/** What a teacher tells the bot in a lesson's thread. */
export type Pressed =
  | '1'
  | '2'
  | 'On hold'
  | 'Too busy'
  | 'Callback offer'
  | 'Voice challenge'
  | 'Closed'
  | 'Announcement';

/** A lesson in which a person walks a destination by demonstration: hears the call on the desk phone, presses in Slack. */
export class PlayedLesson {
  constructor(
    private readonly play: Play,
    private readonly by: Person,
    private readonly since: number,
  ) {}

  /** Waits for what the destination does in this lesson, then presses. */
  async when(what: string, pressed: Pressed, recording?: string): Promise<void> {
    await this.play.happening(
      what,
      90_000,
      (each) => each.t_ms > this.since && (recording === undefined || each.recording === recording),
    );
    await this.play.pause(REACTION_MS);
    await this.play.answer(this.by, pressed);
  }

  /** After a prompt was said to its end. */
  whenSaid(recording: string, pressed: Pressed): Promise<void> {
    return this.when('said', pressed, recording);
  }

  /** The lesson is over; its call is dropped. */
  async done(): Promise<void> {
    await this.play.pause(REACTION_MS);
    await this.play.answer(this.by, DONE);
    await this.play.until(
      () => (this.play.practice.ringCentral.callsAlive() === 0 ? true : undefined),
      15_000,
      'the lesson’s call to be gone',
    );
  }
}

/** `/irs-hunt teach …`, and the teacher's phone has been picked up (by its manners) and lets the call be heard. */
export async function startLesson(play: Play, by: Person, destination: string): Promise<PlayedLesson> {
  const since = play.story.now();
  const known = new Set(play.messages().map(({ ts }) => ts));
  await play.command(by, `/irs-hunt teach ${destination}`);
  await play.until(
    () => play.messages().find((message) => !known.has(message.ts) && hasButton(message, KEYPAD)),
    BEGINS_WITHIN_MS,
    'the lesson’s keypad',
  );
  return new PlayedLesson(play, by, since);
}
