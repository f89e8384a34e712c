import type { Story } from '../../story.js';
import type { DeskPhone, Person } from '../../world.js';
import type { Identity, Leg, Ring, Station } from '../exchange/party.js';
import { type AudioEnd, FRAME_MS } from '../media/frame.js';
import { loudness } from '../media/mulaw.js';
import { Silence } from '../media/silence.js';
import type { Forwarder } from './forwarding.js';
import type { Manner, Manners } from './manners.js';
import { DigitEar, type DigitWords } from './spoken-digits.js';

/** Louder than this is sound, not line noise; and this much of it has to come through before a person has heard something. */
const HEARD_RMS = 250;
const HEARD_MS = 1000;
/** A busy phone says so at once; a person looks at who is calling before they decline. */
const REFUSES_AFTER_MS = 50;
const DECLINES_AFTER_MS = 700;
/** What the service's prompt asks for. */
const ACCEPT_KEY = '1';

/** A handset at somebody's ear: says nothing, understands digits, and knows how long there was silence. */
function handset(ear: DigitEar, silence: Silence, heard: () => void): AudioEnd {
  let soundMs = 0;
  return {
    speak: () => undefined,
    hear: (frame) => {
      ear.hear(frame);
      const sound = loudness(frame) > HEARD_RMS;
      silence.hear(sound);
      if (!sound || soundMs >= HEARD_MS) return;
      soundMs += FRAME_MS;
      if (soundMs >= HEARD_MS) heard();
    },
  };
}

export interface PersonPhoneOptions {
  readonly person: Person;
  readonly story: Story;
  readonly manners: Manners;
  readonly words: DigitWords;
  readonly forwarder: Forwarder;
  /** A key for the other end of a call. */
  readonly onKey: (sessionId: string, key: string) => void;
}

/** A person's phone: on the desk, or the cell phone that their extension is forwarded to. Rings, is picked up by hand or by manners, talks, hangs up. */
export class PersonPhone implements DeskPhone, Station {
  readonly person: Person;
  readonly #options: PersonPhoneOptions;
  #ring: Ring | undefined;
  #manner: Manner | undefined;
  #state: DeskPhone['state'] = 'idle';
  readonly #timers = new Set<NodeJS.Timeout>();
  #ear: DigitEar | undefined;
  #silence: Silence | undefined;
  /** Asked to press 1; called with it, or when it is over. */
  #prompt: ((accepted: boolean) => void) | undefined;

  constructor(options: PersonPhoneOptions) {
    this.#options = options;
    this.person = options.person;
  }

  get state(): DeskPhone['state'] {
    return this.#state;
  }

  get hears(): string {
    return this.#ear?.heard ?? '';
  }

  ring(ring: Ring): () => void {
    if (this.#state !== 'idle') {
      this.#tell('phone-busy', ring);
      ring.refuse(486);
      return () => undefined;
    }
    this.#ring = ring;
    this.#state = 'ringing';
    this.#tell('phone-rings', ring);
    this.#manner = this.#options.manners.next();
    const { pickUp, mailboxAfterMs } = this.#manner;
    // A refusal is not sent while the caller is still setting up the ring.
    if (pickUp === 'busy') this.#after(REFUSES_AFTER_MS, () => this.#refuse(ring, 486));
    else if (pickUp === 'decline') this.#after(DECLINES_AFTER_MS, () => this.hangUp());
    else if (pickUp !== 'never') this.#after(pickUp, () => this.pickUp());
    if (mailboxAfterMs !== undefined) this.#after(mailboxAfterMs, () => this.#toCarrierMailbox(ring));
    return () => this.#quiet(ring, 'service');
  }

  pickUp(): void {
    const ring = this.#ring;
    if (this.#state !== 'ringing' || ring === undefined) return;
    this.#stopTimers();
    this.#state = 'talking';
    this.#ear = new DigitEar(this.#options.words);
    const silence = new Silence((ms) => this.#tell('heard-nothing', ring, { who: 'taker', ms }));
    const audio = handset(this.#ear, silence, () => this.#options.story.tell('phone-hears', this.#who));
    const accept = this.#manner?.accept;
    if (accept === undefined) this.#connect(ring, audio, silence);
    else this.#askFirst(ring, audio, accept, () => this.#connect(ring, audio, silence));
  }

  press(key: string): void {
    if (this.#state !== 'talking' || this.#ring === undefined) return;
    this.#options.story.tell('phone-key', { ...this.#who, key });
    if (this.#prompt === undefined) this.#options.onKey(this.#ring.sessionId, key);
    else if (key === ACCEPT_KEY) this.#prompt(true);
  }

  /** Ends a talk, or declines a ring. */
  hangUp(): void {
    const ring = this.#ring;
    const connected = this.#state === 'talking' && this.#prompt === undefined;
    if (ring === undefined) return;
    this.#quiet(ring, 'person');
    if (connected) ring.hungUp('taker');
    else ring.refuse(603);
  }

  get #who(): { readonly person: string } {
    return { person: this.person.slackId };
  }

  #tell(what: string, ring: Ring, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#options.story.tell(what, { ...this.#who, call: ring.forCall, ...fields });
  }

  #askFirst(ring: Ring, audio: AudioEnd, presses: number | 'never', connect: () => void): void {
    this.#tell('phone-prompted', ring);
    const stop = this.#options.forwarder.prompt(audio);
    this.#prompt = (accepted) => {
      stop();
      this.#prompt = undefined;
      if (accepted) connect();
    };
    if (presses !== 'never') this.#after(presses, () => this.press(ACCEPT_KEY));
  }

  #connect(ring: Ring, audio: AudioEnd, silence: Silence): void {
    this.#silence = silence;
    const leg: Leg = {
      kind: 'phone',
      audio,
      joined: (other) => {
        if (other.kind === 'destination') silence.meet();
      },
      end: () => this.#quiet(ring, 'service'),
    };
    this.#tell('phone-picked-up', ring);
    if (!ring.accept(leg, this.#identity)) this.#quiet(ring, 'service');
  }

  get #identity(): Identity {
    const { extensionId, extensionNumber, name } = this.person;
    return { extensionId, extensionNumber, name };
  }

  /** The carrier picks up for the person. Where the service asks for a key, nobody presses it. */
  #toCarrierMailbox(ring: Ring): void {
    this.#stopTimers();
    this.#tell('carrier-mailbox', ring);
    if (this.#manner?.accept !== undefined) return;
    const mailbox = this.#options.forwarder.carrierMailbox();
    this.#quiet(ring, 'service');
    if (!ring.accept(mailbox, this.#identity)) mailbox.end();
  }

  #refuse(ring: Ring, status: number): void {
    this.#quiet(ring, 'person');
    ring.refuse(status);
  }

  #quiet(ring: Ring, by: 'person' | 'service'): void {
    if (this.#ring !== ring) return;
    this.#stopTimers();
    this.#prompt?.(false);
    this.#silence?.stop();
    this.#silence = undefined;
    this.#tell('phone-quiet', ring, { by });
    this.#ring = undefined;
    this.#state = 'idle';
  }

  #after(ms: number, then: () => void): void {
    this.#timers.add(setTimeout(then, ms));
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
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

/** An extension where nobody ever answers: its caller ends up in the mailbox. */
export const NOBODY: Station = { ring: () => () => undefined };
