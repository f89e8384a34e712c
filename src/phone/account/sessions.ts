import type { Line } from '../../hunter/terms.js';
import type { Priority } from '../api/budget.js';
import { lacksRight, PhoneError } from '../api/phone-error.js';
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../api/readers.js';
import { type RestApi, segment } from './rest.js';

/** A party's state, as far as it matters to us. Unknown spellings become `other`, never an error. */
export type PartyStatus =
  | 'setup'
  | 'ringing'
  | 'answered'
  | 'held'
  | 'voicemail'
  | 'parked'
  | 'over'
  | 'moved'
  | 'other';

export interface Party {
  readonly id: string;
  /** `outbound`: the calling side's leg; `inbound`: a leg toward a callee, including one outside the account. */
  readonly direction: 'outbound' | 'inbound' | 'unknown';
  readonly extensionId?: string;
  readonly status: PartyStatus;
  /** Lower-case letters only, such as `targetbusy` or `attendedtransfer`; empty when there is none (a plain hang-up). */
  readonly reason: string;
}

export interface Session {
  readonly id: string;
  readonly parties: readonly Party[];
}

const SESSIONS = '/restapi/v1.0/account/~/telephony/sessions';

/** The documentation spells codes in several ways (`VoiceMail`, `Voicemail`, `VMScreening`), so only letters are kept, in lower case. */
const STATUS: Readonly<Record<string, PartyStatus>> = {
  setup: 'setup',
  proceeding: 'ringing',
  answered: 'answered',
  hold: 'held',
  voicemail: 'voicemail',
  voicemailscreening: 'voicemail',
  vmscreening: 'voicemail',
  faxreceive: 'voicemail',
  parked: 'parked',
  disconnected: 'over',
  gone: 'moved',
};

/** The party is Disconnected, but its call continues on another phone of the same person or of whoever picked it up. */
const MOVED_ON = /^(pickup|callswitch)$/;

/** Reads a session; undefined if it is not one. Malformed parties are left out. */
export function parseSession(value: unknown): Session | undefined {
  const body = objectOf(value);
  const id = idOf(body.id);
  if (id === undefined) return undefined;
  return { id, parties: parseParties(body.parties) };
}

/** Reads parties as the API and its events print them; anything else is left out. */
export function parseParties(value: unknown): readonly Party[] {
  return listOf(value).map(objectOf).flatMap(partyOf);
}

function partyOf(row: JsonObject): Party[] {
  const id = idOf(row.id);
  if (id === undefined) return [];
  const status = objectOf(row.status);
  const direction = letters(row.direction);
  const extensionId = idOf(row.extensionId) ?? idOf(objectOf(row.owner).extensionId);
  const reason = letters(status.reason);
  const known = STATUS[letters(status.code)] ?? 'other';
  return [
    {
      id,
      direction: direction === 'outbound' || direction === 'inbound' ? direction : 'unknown',
      ...(extensionId === undefined ? {} : { extensionId }),
      status: known === 'over' && MOVED_ON.test(reason) ? 'moved' : known,
      reason,
    },
  ];
}

/** The party has left the call: it hung up, was replaced, or moved on to another phone. */
export function isOver(party: Party): boolean {
  return party.status === 'over' || party.status === 'moved';
}

/** The party left because somebody else took its place. */
export function wasTransferred(party: Party): boolean {
  return (
    party.status === 'moved' || (party.status === 'over' && /^(blind|attended|rcc|dtmf)transfer$/.test(party.reason))
  );
}

/** The party's call continues on another phone: this party is out of it, but nobody has hung up. */
export function hasMovedOn({ status, reason }: Party): boolean {
  return status === 'moved' && MOVED_ON.test(reason);
}

export function partyIn(session: Session, partyId: string): Party | undefined {
  return session.parties.find((party) => party.id === partyId);
}

/** Where a party calls from and to. */
interface Origin {
  readonly party: Party;
  readonly deviceId?: string;
  readonly toNumber?: string;
  /** When the session began (epoch ms). */
  readonly beganAt?: number;
}

/** The sessions of a line's calls, read with the sign-in used for that line. */
export type SessionsOf = (line: Pick<Line, 'extensionId'>) => Sessions;

/** What can be done with telephony sessions over REST. */
export class Sessions {
  constructor(private readonly rest: RestApi) {}

  /** The session as it is now; `gone` if the server no longer knows it. */
  async get(sessionId: string, priority: Priority): Promise<Session | 'gone'> {
    const found = await this.#read(sessionId, priority);
    return found === 'gone' ? found : found.session;
  }

  /** The session, with the numbers one of its parties calls from and to; `gone` if the session or party no longer exists. */
  async origin(sessionId: string, partyId: string, priority: Priority): Promise<Origin | 'gone'> {
    const found = await this.#read(sessionId, priority);
    const party = found === 'gone' ? undefined : partyIn(found.session, partyId);
    if (found === 'gone' || party === undefined) return 'gone';
    const row =
      listOf(found.body.parties)
        .map(objectOf)
        .find(({ id }) => idOf(id) === partyId) ?? {};
    const deviceId = idOf(objectOf(row.from).deviceId);
    const toNumber = textOf(objectOf(row.to).phoneNumber);
    const beganAt = Date.parse(textOf(found.body.creationTime) ?? '');
    return {
      party,
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(toNumber === undefined ? {} : { toNumber }),
      ...(Number.isNaN(beganAt) ? {} : { beganAt }),
    };
  }

  async #read(sessionId: string, priority: Priority): Promise<{ session: Session; body: JsonObject } | 'gone'> {
    try {
      const doing = 'to look at a call';
      const path = `${SESSIONS}/${segment(sessionId)}`;
      const body = objectOf(await this.rest.send({ method: 'GET', path, group: 'light', priority, doing }));
      const session = parseSession(body);
      if (session) return { session, body };
    } catch (error) {
      if (error instanceof PhoneError && error.code === 'not-found') return 'gone';
      throw error;
    }
    throw new PhoneError({
      code: 'nonsense',
      what: 'RingCentral sent an unexpected answer (to look at a call).',
      retryable: true,
    });
  }

  /** How many more looks the budget allows now. */
  looksLeft(): number {
    return this.rest.available('light', 'look');
  }

  /** Ends the whole session. Succeeds if the session is already gone. */
  async drop(sessionId: string): Promise<void> {
    try {
      await this.rest.send({
        method: 'DELETE',
        path: `${SESSIONS}/${segment(sessionId)}`,
        group: 'light',
        priority: 'urgent',
        doing: 'to end a call',
      });
    } catch (error) {
      if (error instanceof PhoneError && error.code === 'not-found') return;
      throw error;
    }
  }

  /** Connects the far ends of two of our calls; both of our parties leave. */
  async bridge(
    call: { readonly sessionId: string; readonly partyId: string },
    other: { readonly sessionId: string; readonly partyId: string },
  ): Promise<void> {
    await this.rest.send({
      method: 'POST',
      path: `${partyPath(call)}/bridge`,
      body: { telephonySessionId: other.sessionId, partyId: other.partyId },
      group: 'light',
      priority: 'urgent',
      doing: 'to bring the taker and the agent together',
    });
  }

  /** Transfers the far end to somebody else without asking them first. */
  async transfer(
    call: { readonly sessionId: string; readonly partyId: string },
    target: { readonly extensionNumber: string } | { readonly phoneNumber: string },
  ): Promise<void> {
    await this.rest.send({
      method: 'POST',
      path: `${partyPath(call)}/transfer`,
      body: { ...target },
      group: 'light',
      priority: 'urgent',
      doing: 'to transfer the call',
    });
  }

  /**
   * Whether we may control this call, tried without changing anything: sets its party's mute to what it already is. Undefined when the
   * session does not tell enough. Production code sends this flat body.
   */
  async mayControl(call: { readonly sessionId: string; readonly partyId: string }): Promise<boolean | undefined> {
    const found = await this.#read(call.sessionId, 'background');
    const rows = found === 'gone' ? [] : listOf(found.body.parties).map(objectOf);
    const muted = rows.find(({ id }) => idOf(id) === call.partyId)?.muted;
    if (typeof muted !== 'boolean') return undefined;
    try {
      await this.rest.send({
        method: 'PATCH',
        path: partyPath(call),
        body: { muted },
        group: 'light',
        priority: 'background',
        doing: 'to control a call of this line',
      });
      return true;
    } catch (error) {
      if (lacksRight(error)) return false;
      throw error;
    }
  }

  /** Places a call from a device or a number; the ids are those of our party. */
  async callOut(
    from: { readonly deviceId: string } | { readonly phoneNumber: string },
    number: string,
    doing: string,
  ): Promise<{ readonly sessionId: string; readonly partyId: string }> {
    const reply = await this.rest.send({
      method: 'POST',
      path: '/restapi/v1.0/account/~/telephony/call-out',
      body: { from: { ...from }, to: { phoneNumber: number } },
      group: 'heavy',
      priority: 'normal',
      doing,
    });
    const session = parseSession(objectOf(reply).session);
    const own = session?.parties.find((party) => party.direction === 'outbound') ?? session?.parties[0];
    if (!session || !own)
      throw new PhoneError({
        code: 'nonsense',
        what: `RingCentral accepted the call but did not say which one it is (${doing}).`,
        retryable: false,
      });
    return { sessionId: session.id, partyId: own.id };
  }
}

function partyPath(call: { readonly sessionId: string; readonly partyId: string }): string {
  return `${SESSIONS}/${segment(call.sessionId)}/parties/${segment(call.partyId)}`;
}

function letters(value: unknown): string {
  return (textOf(value) ?? '').toLowerCase().replace(/[^a-z]/g, '');
}
