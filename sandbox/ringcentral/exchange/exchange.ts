import type { Story } from '../../story.js';
import type { MediaClock } from '../media/clock.js';
import type { AudioEnd } from '../media/frame.js';
import { BUSY, looped, RINGBACK } from '../media/tones.js';
import type { CallerLeg, EndedBy, Identity, Leg, Party, Ring, Station } from './party.js';
import { Session } from './session.js';
import { talkTest } from './talk.js';

/** Where a number leads. `inside`: an extension, queue or number of the firm, which behaves unlike the public network. */
export interface Route {
  readonly kind: 'destination' | 'inside';
  readonly to: Identity;
  readonly station: Station;
}

export interface ExchangeTimes {
  /** RC→RC: the caller's own leg counts as answered so soon, long before anybody picks up. */
  readonly insideAnswerMs: number;
  /** An extension that nobody picks up goes to voicemail. */
  readonly voicemailAfterMs: number;
  readonly voicemailLastsMs: number;
  readonly busyToneMs: number;
}

export interface ExchangeOptions {
  readonly story: Story;
  readonly clock: MediaClock;
  readonly times: ExchangeTimes;
  readonly route: (digits: string) => Route | undefined;
  readonly mailbox: () => Leg;
  /** What the other side hears while a party holds through the service. */
  readonly holdMusic: () => AudioEnd;
  /** A party has come or has a new status. */
  readonly onParty: (session: Session, party: Party) => void;
  /** Slack id of the person an extension belongs to. */
  readonly personOf: (extensionId: string) => string | undefined;
}

/** Statuses with which a far end refuses, in the telephony API's words. */
const REASON_OF: Readonly<Record<number, string>> = {
  486: 'TargetBusy',
  603: 'Rejected',
  480: 'NoAnswer',
  404: 'InvalidNumber',
};

/** Keeps all calls, rings stations, joins audio. What the API and SIP do to calls goes through here. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #timers = new Set<NodeJS.Timeout>();
  dialled = 0;
  dropped = 0;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

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
    return this.#options.route(digits);
  }

  /** Places a call; undefined when the number leads nowhere (the leg is told 404). */
  place(leg: CallerLeg, caller: Identity, digits: string): Session | undefined {
    const route = this.#options.route(digits);
    if (route === undefined) {
      leg.failed(404);
      return undefined;
    }
    const session = this.open(caller, route);
    const mine = session.parties[0];
    if (mine !== undefined) this.dialFrom(session, mine, leg, route);
    return session;
  }

  /** A session whose own party is in Setup. */
  open(caller: Identity, route: Route): Session {
    const session = new Session(route.kind === 'destination', this.#options.onParty);
    session.addParty('Outbound', caller, route.to, caller);
    this.#sessions.set(session.id, session);
    const { story } = this.#options;
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
    const theirs = session.addParty('Inbound', mine.from, route.to, route.to);
    if (route.kind === 'inside') {
      this.after(this.#options.times.insideAnswerMs, () => {
        if (session.over || !mine.present) return;
        mine.status = { code: 'Answered' };
        leg.answered();
      });
      this.ring(session, theirs, mine, route);
      return;
    }
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
        this.#options.story.tell('call-answered', { call: session.id });
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

  /** Rings a station of the firm for `waiting`, who hears ringback meanwhile; mailbox or busy tone at the end. */
  ring(session: Session, party: Party, waiting: Party, route: Route): void {
    party.status = { code: 'Proceeding' };
    if (waiting.leg !== undefined) this.join(session, waiting.leg.audio, looped(RINGBACK));
    const toMailbox = this.after(this.#options.times.voicemailAfterMs, () => {
      if (session.over || party.status.code !== 'Proceeding') return;
      party.stopRinging?.();
      party.stopRinging = undefined;
      if (waiting.leg?.kind === 'destination') this.#unanswered(session, party, 'NoAnswer');
      else this.toMailbox(session, party, waiting);
    });
    party.stopRinging = route.station.ring({
      sessionId: session.id,
      forCall: session.forCall ?? session.id,
      caller: waiting.owner,
      early: () => undefined,
      accept: (leg, who) => {
        clearTimeout(toMailbox);
        if (session.over || party.status.code !== 'Proceeding' || waiting.leg === undefined) return false;
        party.stopRinging = undefined;
        party.leg = leg;
        if (who !== undefined) party.owner = who;
        party.status = { code: 'Answered' };
        this.meet(session, waiting, party);
        return true;
      },
      refuse: (status) => {
        clearTimeout(toMailbox);
        if (!session.over) this.#unanswered(session, party, REASON_OF[status] ?? 'Rejected');
      },
      hungUp: (by) => this.hangUp(session, party, by),
    });
  }

  /** The caller is left with the extension's voicemail. */
  toMailbox(session: Session, party: Party, waiting: Party): void {
    const mailbox = this.#options.mailbox();
    party.leg = mailbox;
    party.status = { code: 'VoiceMail' };
    if (waiting.leg !== undefined) this.join(session, waiting.leg.audio, mailbox.audio);
    this.after(this.#options.times.voicemailLastsMs, () => this.hangUp(session, party, 'nobody-answered'));
  }

  #unanswered(session: Session, party: Party, reason: string): void {
    party.status = { code: 'Disconnected', reason };
    party.stopRinging = undefined;
    const waiting = session.otherThan(party);
    if (waiting?.leg !== undefined) this.join(session, waiting.leg.audio, looped(BUSY));
    this.after(this.#options.times.busyToneMs, () => this.hangUp(session, party, 'nobody-answered'));
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
    const person = this.#options.personOf(taker.owner.extensionId ?? '');
    const [agentEnd, takerEnd] = talkTest(agent.leg.audio, taker.leg.audio, () =>
      this.#options.story.tell('taker-agent-audio', { person, call: session.id }),
    );
    this.join(session, agentEnd, takerEnd);
    this.#options.story.tell('joined', { person, call: session.id });
  }

  /** A party holds: the other side hears the service's own music. */
  hold(session: Session, party: Party): void {
    party.status = { code: 'Hold' };
    const other = session.otherThan(party);
    if (other?.leg !== undefined) this.join(session, other.leg.audio, this.#options.holdMusic());
  }

  unhold(session: Session, party: Party): void {
    party.status = { code: 'Answered' };
    const other = session.otherThan(party);
    if (other?.leg !== undefined && party.leg !== undefined) this.join(session, other.leg.audio, party.leg.audio);
  }

  join(session: Session, a: AudioEnd, b: AudioEnd): void {
    session.hears(() => this.#options.clock.join(a, b));
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
      this.#options.story.tell('call-over', { call: session.id, by });
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
