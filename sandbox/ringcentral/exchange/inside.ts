import type { Beliefs } from '../beliefs.js';
import type { AudioEnd } from '../media/frame.js';
import { BUSY, looped, RINGBACK } from '../media/tones.js';
import { type CallerLeg, type EndedBy, type Leg, type Party, REASON_OF, type Route } from './party.js';
import type { Session } from './session.js';

export interface InsideTimes {
  /** The caller's own leg counts as answered so soon, long before anybody picks up. */
  readonly insideAnswerMs: number;
  /** Between that answer and the first ring of the callee. */
  readonly calleeAfterMs: number;
  /** An extension that nobody picks up goes to voicemail. */
  readonly voicemailAfterMs: number;
  readonly voicemailLastsMs: number;
  readonly busyToneMs: number;
}

/** What calls inside the firm need of the exchange that keeps them. */
export interface InsideExchange {
  readonly options: {
    readonly times: InsideTimes;
    readonly beliefs: Pick<Beliefs, 'answeredInside' | 'declinedInside'>;
    readonly mailbox: () => Leg;
    /** What a caller of the firm hears whose call was declined. */
    readonly nobodyAvailable: () => AudioEnd;
  };
  after(ms: number, then: () => void): NodeJS.Timeout;
  join(session: Session, a: AudioEnd, b: AudioEnd): void;
  meet(session: Session, a: Party, b: Party): void;
  hangUp(session: Session, party: Party, by: EndedBy): void;
}

/**
 * Calls an extension, a queue or a number of the firm. The caller's leg is answered almost at once, by the service itself: that says
 * nothing of the callee, who is rung afterwards, or meanwhile by the other belief.
 */
export function dialInside(
  exchange: InsideExchange,
  session: Session,
  mine: Party,
  leg: CallerLeg,
  route: Route,
): void {
  const { beliefs, times } = exchange.options;
  const callCallee = (): void => {
    const theirs = session.addParty('Inbound', mine.from, route.to, route.to);
    ringInside(exchange, session, theirs, mine, route);
  };
  const whileCallerIsThere = (then: () => void) => (): void => {
    if (!session.over && mine.present) then();
  };
  const first = beliefs.answeredInside === 'before-ringing';
  exchange.after(
    times.insideAnswerMs,
    whileCallerIsThere(() => {
      mine.status = { code: 'Answered' };
      leg.answered();
      if (first) exchange.after(times.calleeAfterMs, whileCallerIsThere(callCallee));
    }),
  );
  if (!first) callCallee();
}

/** Rings a station of the firm for `waiting`, who hears ringback meanwhile. `pickedUp`: called once the two are together. */
export function ringInside(
  exchange: InsideExchange,
  session: Session,
  party: Party,
  waiting: Party,
  route: Route,
  pickedUp: () => void = () => undefined,
): void {
  party.status = { code: 'Proceeding' };
  if (waiting.leg !== undefined) exchange.join(session, waiting.leg.audio, looped(RINGBACK));
  const toVoicemail = exchange.after(exchange.options.times.voicemailAfterMs, () => {
    if (session.over || party.status.code !== 'Proceeding') return;
    party.stopRinging?.();
    party.stopRinging = undefined;
    if (waiting.leg?.kind === 'destination') unanswered(exchange, session, party, 'NoAnswer');
    else toMailbox(exchange, session, party, waiting);
  });
  party.stopRinging = route.station.ring({
    sessionId: session.id,
    forCall: session.forCall ?? session.id,
    caller: waiting.owner,
    throughQueue: route.throughQueue ?? false,
    early: () => undefined,
    accept: (leg, who) => {
      clearTimeout(toVoicemail);
      if (session.over || party.status.code !== 'Proceeding' || waiting.leg === undefined) return false;
      party.stopRinging = undefined;
      party.leg = leg;
      if (who !== undefined) party.owner = who;
      party.status = { code: 'Answered' };
      exchange.meet(session, waiting, party);
      pickedUp();
      return true;
    },
    refuse: (status) => {
      clearTimeout(toVoicemail);
      if (!session.over) unanswered(exchange, session, party, REASON_OF[status] ?? 'Rejected');
    },
    hungUp: (by) => exchange.hangUp(session, party, by),
  });
}

/** The caller is left with the extension's voicemail. */
export function toMailbox(exchange: InsideExchange, session: Session, party: Party, waiting: Party): void {
  const mailbox = exchange.options.mailbox();
  party.leg = mailbox;
  party.status = { code: 'VoiceMail' };
  if (waiting.leg !== undefined) exchange.join(session, waiting.leg.audio, mailbox.audio);
  exchange.after(exchange.options.times.voicemailLastsMs, () => exchange.hangUp(session, party, 'nobody-answered'));
}

/**
 * The callee is gone. A caller of ours hears ringback, then that nobody is available, and is told nothing by SIP: the call is theirs to
 * end. Who was transferred here from outside hears a busy tone, and the call ends.
 */
function unanswered(exchange: InsideExchange, session: Session, party: Party, reason: string): void {
  const { beliefs, times, nobodyAvailable } = exchange.options;
  party.status = { code: 'Disconnected', reason };
  party.stopRinging = undefined;
  const waiting = session.otherThan(party);
  const ours = waiting?.leg !== undefined && waiting.leg.kind !== 'destination';
  const staysUp = ours && beliefs.declinedInside === 'caller-waits';
  if (waiting?.leg !== undefined) exchange.join(session, waiting.leg.audio, staysUp ? nobodyAvailable() : looped(BUSY));
  if (!staysUp) exchange.after(times.busyToneMs, () => exchange.hangUp(session, party, 'nobody-answered'));
}
