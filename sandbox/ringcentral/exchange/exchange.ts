import type { Story } from '../../story.js';
import type { Beliefs } from '../beliefs.js';
import type { MediaClock } from '../media/clock.js';
import type { AudioEnd } from '../media/frame.js';
import { dialInside, type InsideTimes } from './inside.js';
import {
  type CallerLeg,
  type EndedBy,
  type Identity,
  type Leg,
  type Party,
  REASON_OF,
  type Ring,
  type Route,
} from './party.js';
import { Session } from './session.js';
import { talkTest } from './talk.js';

export interface ExchangeTimes extends InsideTimes {
  /** What the service itself refuses rings this long before it is refused. */
  readonly refusedAfterMs: number;
}

export interface ExchangeOptions {
  readonly story: Story;
  readonly clock: MediaClock;
  readonly times: ExchangeTimes;
  readonly beliefs: Beliefs;
  readonly route: (digits: string) => Route | undefined;
  readonly mailbox: () => Leg;
  /** What a caller of the firm hears whose call was declined. */
  readonly nobodyAvailable: () => AudioEnd;
  /** What the other side hears while a party holds through the service. */
  readonly holdMusic: () => AudioEnd;
  /** A party joined or has a new status. */
  readonly onParty: (session: Session, party: Party) => void;
  /** Slack id of the person an extension belongs to. */
  readonly personOf: (extensionId: string) => string | undefined;
}

/** Keeps all calls, rings stations, joins audio. What the API and SIP do to calls goes through here. */
export class Exchange {
  readonly #sessions = new Map<string, Session>();
  readonly #timers = new Set<NodeJS.Timeout>();
  dialled = 0;
  dropped = 0;

  constructor(readonly options: ExchangeOptions) {}

  session(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  sessions(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** The live call of this extension to the destination, to name in the story what a consult is for. */
  callOf(extensionId: string | undefined): Session | undefined {
    return this.sessions().find((s) => s.toDestination && s.parties[0]?.owner.extensionId === extensionId && !s.talk);
  }

  route(digits: string): Route | undefined {
    return this.options.route(digits);
  }

  /**
   * Places a call. What the service itself refuses ends with 486: a number that leads nowhere, a caller whose device has no valid
   * emergency address (`mayDial` false), and one call too many of the same person.
   */
  place(leg: CallerLeg, caller: Identity, digits: string, mayDial: boolean): void {
    const { beliefs, story } = this.options;
    const route = this.route(digits);
    const refuse = (why: string, status: number, rings: boolean): void => {
      story.tell('dial-refused', { line: caller.extensionNumber ?? caller.phoneNumber, why });
      if (rings) this.#refuseLate(leg, caller, digits, status);
      else leg.failed(status);
    };
    const late = beliefs.refusedDial === 'ringing-then-busy';
    if (this.#callsOf(caller.extensionId) >= beliefs.mostCalls) refuse('too-many-calls', 486, false);
    else if (!mayDial) refuse('no-emergency-address', 486, late);
    else if (route === undefined) refuse('no-such-number', late ? 486 : 404, late);
    else {
      const session = this.open(caller, route);
      const mine = session.parties[0];
      if (mine !== undefined) this.dialFrom(session, mine, leg, route);
    }
  }

  /** Calls of a person across all their devices, no matter who began them. */
  #callsOf(extensionId: string | undefined): number {
    if (extensionId === undefined) return 0;
    const theirs = (party: Party): boolean => party.present && party.owner.extensionId === extensionId;
    return this.sessions().filter(({ parties }) => parties.some(theirs)).length;
  }

  /** At first it seems to ring; the session never has anybody but the caller. */
  #refuseLate(leg: CallerLeg, caller: Identity, digits: string, status: number): void {
    const session = new Session(false, this.options.onParty);
    const mine = session.addParty('Outbound', caller, { phoneNumber: digits }, caller);
    this.#sessions.set(session.id, session);
    mine.leg = leg;
    leg.progress(session.id, mine.id);
    this.after(this.options.times.refusedAfterMs, () => {
      if (session.over) return;
      mine.leg = undefined;
      this.#close(session, 'network', undefined);
      leg.failed(status);
    });
  }

  /** A session whose own party is in Setup. */
  open(caller: Identity, route: Route): Session {
    const session = new Session(route.kind === 'destination', this.options.onParty);
    session.addParty('Outbound', caller, route.to, caller);
    this.#sessions.set(session.id, session);
    const { story } = this.options;
    if (session.toDestination) {
      this.dialled++;
      story.tell('call-dialled', { call: session.id, line: caller.extensionNumber ?? caller.phoneNumber });
    } else {
      session.forCall = this.callOf(caller.extensionId)?.id;
      story.tell('hand-over-request', { call: session.forCall ?? session.id, way: 'consult' });
    }
    return session;
  }

  /** The caller's leg is there: calls the other side. */
  dialFrom(session: Session, mine: Party, leg: CallerLeg, route: Route): void {
    mine.leg = leg;
    leg.progress(session.id, mine.id);
    if (route.kind === 'inside') {
      dialInside(this, session, mine, leg, route);
      return;
    }
    const theirs = session.addParty('Inbound', mine.from, route.to, route.to);
    this.after(40, () => {
      if (session.over) return;
      theirs.status = { code: 'Proceeding' };
      if (mine.status.code === 'Setup') mine.status = { code: 'Proceeding' };
      theirs.stopRinging = route.station.ring(this.#publicRing(session, theirs, mine, leg));
    });
  }

  #publicRing(session: Session, theirs: Party, mine: Party, leg: CallerLeg): Ring {
    return {
      sessionId: session.id,
      forCall: session.id,
      caller: mine.from,
      early: (audio) => this.join(session, leg.audio, audio),
      accept: (far) => {
        if (session.over || !theirs.present) return false;
        theirs.stopRinging = undefined;
        theirs.leg = far;
        theirs.status = { code: 'Answered' };
        this.join(session, leg.audio, far.audio);
        this.options.story.tell('call-answered', { call: session.id });
        this.after(20, () => {
          if (session.over || mine.status.code !== 'Proceeding') return;
          mine.status = { code: 'Answered' };
          leg.answered();
        });
        return true;
      },
      refuse: (status) => {
        if (session.over) return;
        mine.leg = undefined;
        this.#close(session, 'destination', REASON_OF[status]);
        leg.failed(status);
      },
      hungUp: (by) => this.hangUp(session, theirs, by),
    };
  }

  /** Two parties with legs hear each other from now on; taker and agent get their tones. */
  meet(session: Session, a: Party, b: Party): void {
    if (a.leg === undefined || b.leg === undefined) return;
    a.leg.joined?.(b.leg);
    b.leg.joined?.(a.leg);
    const agent = [a, b].find((party) => party.leg?.kind === 'destination');
    const taker = [a, b].find((party) => party.leg?.kind === 'phone');
    if (agent?.leg === undefined || taker?.leg === undefined) {
      this.join(session, a.leg.audio, b.leg.audio);
      return;
    }
    session.talk = true;
    const person = this.options.personOf(taker.owner.extensionId ?? '');
    const { story } = this.options;
    const [agentEnd, takerEnd] = talkTest(agent.leg.audio, taker.leg.audio, (forMs) =>
      story.tell('taker-agent-audio', { person, call: session.id, heard_t_ms: story.now() - forMs }),
    );
    this.join(session, agentEnd, takerEnd);
    story.tell('joined', { person, call: session.id });
  }

  /** A party holds: the other side hears the service's own music. */
  hold(session: Session, party: Party): void {
    party.status = { code: 'Hold' };
    const other = session.otherThan(party);
    if (other?.leg !== undefined) this.join(session, other.leg.audio, this.options.holdMusic());
  }

  unhold(session: Session, party: Party): void {
    party.status = { code: 'Answered' };
    const other = session.otherThan(party);
    if (other?.leg !== undefined && party.leg !== undefined) this.join(session, other.leg.audio, party.leg.audio);
  }

  join(session: Session, a: AudioEnd, b: AudioEnd): void {
    session.hears(() => this.options.clock.join(a, b));
  }

  /** A party hangs up: the call is over for all. */
  hangUp(session: Session, party: Party | undefined, by: EndedBy): void {
    if (session.over) return;
    if (party !== undefined) party.leg = undefined;
    this.#close(session, by, undefined);
  }

  /** Ends a whole session, every leg included. */
  drop(session: Session, by: EndedBy): void {
    if (!session.over) this.#close(session, by, undefined);
  }

  #close(session: Session, by: EndedBy, reason: string | undefined): void {
    session.over = true;
    session.hears(undefined);
    this.#sessions.delete(session.id);
    for (const party of session.parties) {
      party.stopRinging?.();
      party.stopRinging = undefined;
      const leg = party.leg;
      party.leg = undefined;
      if (party.present)
        party.status = reason === undefined ? { code: 'Disconnected' } : { code: 'Disconnected', reason };
      leg?.end();
    }
    if (session.toDestination) {
      if (by === 'caller') this.dropped++;
      this.options.story.tell('call-over', { call: session.id, by });
    }
    if (session.linked !== undefined && !session.linked.over) this.#close(session.linked, by, reason);
  }

  after(ms: number, then: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  stop(): void {
    for (const session of this.sessions()) this.drop(session, 'world');
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
