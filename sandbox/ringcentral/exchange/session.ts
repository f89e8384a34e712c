import { randomBytes } from 'node:crypto';
import type { Identity } from './party.js';
import { Party } from './party.js';

/** A telephony session: one call with its parties. */
export class Session {
  readonly id: string;
  readonly createdAt = new Date();
  readonly parties: Party[] = [];
  /** The call is one to the practice destination. */
  readonly toDestination: boolean;
  /** After a warm hand-over: the session of the other person. The two live and end together. */
  linked: Session | undefined;
  /** A consult: the call to the destination that it is about. */
  forCall: string | undefined;
  /** Taker and agent are together in it. */
  talk = false;
  over = false;
  #unjoin: (() => void) | undefined;
  readonly #hex = randomBytes(12).toString('hex');

  constructor(
    toDestination: boolean,
    /** Called when a party joins or has a new status. */
    private readonly onParty: (session: Session, party: Party) => void,
  ) {
    this.id = `s-${this.#hex}`;
    this.toDestination = toDestination;
  }

  addParty(direction: 'Outbound' | 'Inbound', from: Identity, to: Identity, owner: Identity): Party {
    const party = new Party(`p-${this.#hex}-${this.parties.length + 1}`, direction, from, to, owner, (changed) => {
      this.onParty(this, changed);
    });
    this.parties.push(party);
    this.onParty(this, party);
    return party;
  }

  party(id: string): Party | undefined {
    return this.parties.find((party) => party.id === id);
  }

  /** The other one that is in the call. */
  otherThan(party: Party): Party | undefined {
    return this.parties.find((other) => other !== party && other.present);
  }

  /** Changes who hears whom. */
  hears(join: (() => () => void) | undefined): void {
    this.#unjoin?.();
    this.#unjoin = join?.();
  }
}
