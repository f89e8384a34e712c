import { z } from 'zod';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Whose } from '../../hunter/office/people-ports.js';
import { createSharedValue, type SharedValue } from '../../hunter/office/shared-value.js';
import type { Store } from '../../hunter/ports/store.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';

const entrySchema = z.object({
  /** `account`, or `user-` followed by a Slack user id. */
  place: z.string(),
  extensionId: z.string(),
  since: z.number(),
});

/** A sign-in made in a browser: whose extension it is, and since when. The tokens are kept elsewhere. */
export type SignInEntry = z.infer<typeof entrySchema>;

export const ACCOUNT_PLACE = 'account';
const USER = 'user-';

export function placeOf(whose: Whose): string {
  return whose === 'account' ? ACCOUNT_PLACE : `${USER}${whose.user}`;
}

export function whoseIs(place: string): Whose {
  return place === ACCOUNT_PLACE ? 'account' : { user: place.slice(USER.length) };
}

/** A process that dies in the middle of a change holds up the others until its lease ends. */
const CHANGE_TRIES = 4;

/** Which sign-ins there are, shared by all processes. */
export class SignInList {
  readonly #shared: SharedValue<readonly SignInEntry[]>;
  readonly #log: Log;

  constructor({ scope, ...parts }: { scope: string; store: Store; clock: Clock; log: Log }) {
    this.#log = parts.log;
    const name = `ringcentral-sign-ins:${scope}`;
    this.#shared = createSharedValue<readonly SignInEntry[]>({
      ...parts,
      name,
      schema: z.array(entrySchema),
      initial: [],
    });
  }

  all(): readonly SignInEntry[] {
    return this.#shared.get();
  }

  at(place: string): SignInEntry | undefined {
    return this.all().find((entry) => entry.place === place);
  }

  /** The newest sign-in by a person with this extension. */
  ofExtension(extensionId: string): SignInEntry | undefined {
    const theirs = this.all().filter((entry) => entry.extensionId === extensionId && entry.place.startsWith(USER));
    return theirs.reduce<SignInEntry | undefined>((a, b) => (a && a.since > b.since ? a : b), undefined);
  }

  async put(entry: SignInEntry): Promise<void> {
    await this.#change((now) => [...now.filter(({ place }) => place !== entry.place), entry]);
  }

  async remove(place: string): Promise<void> {
    if (this.at(place)) await this.#change((now) => now.filter((entry) => entry.place !== place));
  }

  /** The listener gets each place where a sign-in was made, replaced or ended, by any process. */
  onChange(listener: (place: string) => void): () => void {
    let before = this.all();
    return this.#shared.onChange((now) => {
      const places = new Set([...before, ...now].map(({ place }) => place));
      const sinceOf = (entries: readonly SignInEntry[], place: string) =>
        entries.find((entry) => entry.place === place)?.since;
      const changed = [...places].filter((place) => sinceOf(before, place) !== sinceOf(now, place));
      before = now;
      for (const place of changed) listener(place);
    });
  }

  start(): Promise<void> {
    return this.#shared.start();
  }

  stop(): void {
    this.#shared.stop();
  }

  async #change(edit: (now: readonly SignInEntry[]) => readonly SignInEntry[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#shared.change(edit);
        return;
      } catch (error) {
        this.#log.warn({ reason: sentenceOf(error), attempt }, 'the list of RingCentral sign-ins was not changed');
        if (attempt >= CHANGE_TRIES) throw notStored();
      }
    }
  }
}

/** For a person who is making or ending a sign-in. */
export function notStored(): PhoneError {
  return new PhoneError({
    code: 'sign-in',
    what: 'The change to the sign-in could not be stored.',
    todo: 'Try again in a minute; if this goes on, check that Redis can be reached.',
    retryable: true,
  });
}
