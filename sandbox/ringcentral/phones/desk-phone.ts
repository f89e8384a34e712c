import type { Story } from '../../story.js';
import type { DeskPhone, Person, PhoneManners } from '../../world.js';
import type { Leg, Ring, Station } from '../exchange/party.js';
import { type AudioEnd, FRAME_MS } from '../media/frame.js';
import { loudness } from '../media/mulaw.js';
import { DigitEar, type DigitWords } from './spoken-digits.js';

/** How rings are taken when nobody does it by hand; rings count over all phones. */
export class Manners {
  readonly #manners: PhoneManners;
  #rings = 0;

  constructor(manners: PhoneManners) {
    this.#manners = manners;
  }

  next(): number | 'never' | 'busy' {
    const { pickUp } = this.#manners;
    const manner = pickUp[Math.min(this.#rings, pickUp.length - 1)] ?? 'never';
    this.#rings++;
    return manner;
  }
}

/** Louder than this is sound, not line noise; and so much of it has to come through before a person has heard something. */
const HEARD_RMS = 250;
const HEARD_MS = 1000;

/** A handset at somebody's ear: says nothing, tells once that sound comes through, and understands digits. */
function handset(ear: DigitEar, heard: () => void): AudioEnd {
  let soundMs = 0;
  return {
    speak: () => undefined,
    hear: (frame) => {
      ear.hear(frame);
      if (soundMs >= HEARD_MS || loudness(frame) <= HEARD_RMS) return;
      soundMs += FRAME_MS;
      if (soundMs >= HEARD_MS) heard();
    },
  };
}

/** A person's phone on the desk: rings, is picked up by hand or by manners, talks, hangs up. */
export class PersonPhone implements DeskPhone, Station {
  readonly person: Person;
  readonly #story: Story;
  readonly #manners: Manners;
  readonly #onKey: (sessionId: string, key: string) => void;
  #ring: Ring | undefined;
  #state: DeskPhone['state'] = 'idle';
  #timer: NodeJS.Timeout | undefined;
  readonly #words: DigitWords;
  #ear: DigitEar | undefined;

  constructor(
    person: Person,
    story: Story,
    manners: Manners,
    words: DigitWords,
    onKey: (sessionId: string, key: string) => void,
  ) {
    this.#words = words;
    this.#onKey = onKey;
    this.person = person;
    this.#story = story;
    this.#manners = manners;
  }

  get state(): DeskPhone['state'] {
    return this.#state;
  }

  get hears(): string {
    return this.#ear?.heard ?? '';
  }

  ring(ring: Ring): () => void {
    if (this.#state !== 'idle') {
      this.#story.tell('phone-busy', { person: this.person.slackId, call: ring.forCall });
      ring.refuse(486);
      return () => undefined;
    }
    this.#ring = ring;
    this.#state = 'ringing';
    this.#story.tell('phone-rings', { person: this.person.slackId, call: ring.forCall });
    const manner = this.#manners.next();
    // A refusal is not told while the caller is still ringing us.
    if (manner === 'busy') this.#timer = setTimeout(() => this.#refuse(ring), 50);
    else if (manner !== 'never') this.#timer = setTimeout(() => this.pickUp(), manner);
    return () => this.#quiet(ring);
  }

  pickUp(): void {
    const ring = this.#ring;
    if (this.#state !== 'ringing' || ring === undefined) return;
    clearTimeout(this.#timer);
    this.#state = 'talking';
    this.#ear = new DigitEar(this.#words);
    const audio = handset(this.#ear, () => this.#story.tell('phone-hears', { person: this.person.slackId }));
    const leg: Leg = { kind: 'phone', audio, end: () => this.#quiet(ring) };
    this.#story.tell('phone-picked-up', { person: this.person.slackId, call: ring.forCall });
    const { extensionId, extensionNumber, name } = this.person;
    if (!ring.accept(leg, { extensionId, extensionNumber, name })) this.#quiet(ring);
  }

  press(key: string): void {
    if (this.#state !== 'talking' || this.#ring === undefined) return;
    this.#story.tell('phone-key', { person: this.person.slackId, key });
    this.#onKey(this.#ring.sessionId, key);
  }

  /** Ends a talk, or declines a ring. */
  hangUp(): void {
    const ring = this.#ring;
    const was = this.#state;
    if (ring === undefined) return;
    this.#quiet(ring);
    if (was === 'talking') ring.hungUp('taker');
    else ring.refuse(603);
  }

  #refuse(ring: Ring): void {
    if (this.#ring !== ring) return;
    this.#quiet(ring);
    ring.refuse(486);
  }

  #quiet(ring: Ring): void {
    if (this.#ring !== ring) return;
    clearTimeout(this.#timer);
    this.#story.tell('phone-quiet', { person: this.person.slackId, call: ring.forCall });
    this.#ring = undefined;
    this.#state = 'idle';
  }
}

/** Several phones that ring at once; the first to be picked up has the call. Busy only when all refuse. */
export function group(stations: readonly Station[]): Station {
  return {
    ring: (ring) => {
      const cancels = new Map<Station, () => void>();
      let refused = 0;
      let taken = false;
      const stopOthers = (taker: Station | undefined): void => {
        for (const [station, cancel] of cancels) if (station !== taker) cancel();
      };
      for (const station of stations) {
        const own: Ring = {
          ...ring,
          accept: (leg, who) => {
            if (taken || !ring.accept(leg, who)) return false;
            taken = true;
            stopOthers(station);
            return true;
          },
          refuse: (status) => {
            refused++;
            if (!taken && refused === stations.length) ring.refuse(status);
          },
        };
        cancels.set(station, station.ring(own));
      }
      return () => stopOthers(undefined);
    },
  };
}

/** An extension at which nobody ever is: its caller ends in the mailbox. */
export const NOBODY: Station = { ring: () => () => undefined };
