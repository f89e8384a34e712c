import { header, type SipMessage } from '../message/message.js';
import { SoftphoneError } from '../softphone-error.js';
import { type CallsAtOnce, hasRoomFor, MOST_CALLS } from './calls-at-once.js';
import type { Leg } from './leg.js';

const NO_ROOM = `The phone service lets a line have ${MOST_CALLS} calls at once, and this one has no room for another. Choose another line, or try again when one of its calls has ended.`;

/** The legs of one line by name, including those still being set up. */
export class LegBook {
  readonly #legs = new Map<string, Leg>();
  /** Names of legs still being set up, and whether their audio will be listened to. */
  readonly #begun = new Map<string, boolean>();

  all(): readonly Leg[] {
    return [...this.#legs.values()];
  }

  find(name: string): Leg | undefined {
    return this.#legs.get(name);
  }

  /** Throws when there is no leg of this name. */
  get(name: string): Leg {
    const leg = this.#legs.get(name);
    if (leg === undefined) throw new SoftphoneError('no-leg', 'There is no such leg on this line.');
    return leg;
  }

  /** The leg whose call this message belongs to. */
  of(message: SipMessage): Leg | undefined {
    const callId = header(message, 'Call-ID');
    return this.all().find(({ dialog }) => dialog.callId === callId);
  }

  add(leg: Leg): void {
    this.#legs.set(leg.name, leg);
  }

  remove(leg: Leg): void {
    if (this.#legs.get(leg.name) === leg) this.#legs.delete(leg.name);
  }

  /**
   * Reserves the name until `work` is done. Throws if the name is taken or the line has no room for another call. `heard`: the bot listens
   * to the leg, so it is a hunt's call. `stands`: the call exists already, so it needs no room.
   */
  async begin<T>(
    name: string,
    { heard, stands }: { readonly heard: boolean; readonly stands: boolean },
    work: () => Promise<T>,
  ): Promise<T> {
    if (this.#legs.has(name) || this.#begun.has(name)) {
      throw new SoftphoneError('leg-exists', 'The line already has a leg of this name.');
    }
    if (!stands && !hasRoomFor(heard ? 'hunted' : 'toPersons', this.#callsAtOnce())) {
      throw new SoftphoneError('too-many-calls', NO_ROOM);
    }
    this.#begun.set(name, heard);
    try {
      return await work();
    } finally {
      this.#begun.delete(name);
    }
  }

  #callsAtOnce(): CallsAtOnce {
    const heard = new Map(this.#begun);
    for (const [name, leg] of this.#legs) heard.set(name, leg.media.heard);
    const hunted = [...heard.values()].filter(Boolean).length;
    return { hunted, toPersons: heard.size - hunted };
  }
}
