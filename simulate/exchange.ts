import type { DialRequest, PhoneFact } from '../src/hunter/ports/phone.js';
import type { CallEnd, Destination, Key, Phrase } from '../src/hunter/terms.js';
import type { Chance } from './chance.js';
import { type Courier, createCourier } from './courier.js';
import { createFarEnd, type FarEnd } from './far-end.js';
import type { Machine } from './machine.js';
import { createTakerPhones, type TakerCall, type TakerPhones } from './taker-phones.js';
import type { World } from './world.js';

/** A call as RingCentral sees it, whatever any process believes. */
export interface Session {
  readonly id: string;
  readonly callId: string;
  readonly lineId: string;
  /** The process whose softphone placed it or has joined it since. */
  holder: Machine;
  readonly farEnd: FarEnd;
  /** The softphone is in the call: it hears, speaks and presses keys. */
  hasLeg: boolean;
  isAnswered: boolean;
  isOver: boolean;
  overAt: number;
  taker: string | undefined;
  /** The person it was transferred to blindly. It is theirs, whether they or their voicemail picks up. */
  movedTo: string | undefined;
  /** The call that then rings them. */
  blindly: TakerCall | undefined;
}

export type Placed = Session | { readonly end: CallEnd; readonly reason: string };

/** The telephone network: sessions live here independently of our processes. */
export interface Exchange {
  place(machine: Machine, request: DialRequest, tell: (fact: PhoneFact) => void): Promise<Placed>;
  /** Another process's softphone joins the call; false when it cannot. */
  takeUp(session: Session, machine: Machine, tell: (fact: PhoneFact) => void): boolean;
  /** Our softphone leaves the call, which stays. */
  leave(session: Session): void;
  session(sessionId: string): Session | undefined;
  sessions(): readonly Session[];
  press(session: Session, key: Key): void;
  /** Resolves when the phrase was said, or the call is over. */
  say(session: Session, phrase: Phrase): Promise<void>;
  end(session: Session, end: CallEnd, reason: string): void;
  readonly takers: TakerPhones;
  /** Agent and taker talk, and both our legs end; false when one of the two is not there to be joined. */
  join(session: Session, ring: TakerCall, way: string, process: string): boolean;
  /** Transfers the agent to the taker's phone, which rings; false if that was not possible. */
  move(session: Session, taker: string, way: string): boolean;
  /** Somebody asked over REST to end the session, whoever is talking in it. */
  cut(session: Session, process: string): void;
}

/** The network gives up a ringing call whose caller has vanished. */
const GIVES_UP_RINGING_MS = 32_000;
const PHRASE_MS: Readonly<Record<Phrase, number>> = {
  courtesy: 3_500,
  'still-joining': 2_000,
  connecting: 1_500,
  goodbye: 2_500,
};
/** A leg whose call was joined or transferred gets its BYE within this time. */
const BYE_WITHIN_MS = 400;
/** From when we say something until it is heard. */
const VOICE_DELAY_MS = 80;

export function createExchange(world: World, destinationOf: (callId: string) => Destination): Exchange {
  const { clock, observe, scenario } = world;
  const chance = world.chance.fork();
  const sessions = new Map<string, Session>();
  const takers = createTakerPhones(world);
  /** How facts about each call reach the process whose softphone is in it. */
  const couriers = new WeakMap<Session, Courier>();

  const refusalOf = (own: Chance): { readonly end: CallEnd; readonly reason: string } | undefined => {
    if (world.isCalm || !own.happens(scenario.restFails)) return undefined;
    const how = own.pick(['busy', 'refused', 'no-answer', 'line-lost', 'not-sent'] as const);
    return { end: how, reason: 'The network would not place it.' };
  };

  const leave = (session: Session): void => {
    if (session.isOver || isTheirs(session) || !session.hasLeg) return;
    session.hasLeg = false;
    observe({ what: 'line-lost', callId: session.callId });
    if (session.isAnswered) return;
    const giveUp = () => (session.isAnswered ? undefined : end(session, 'far-end', 'Its caller vanished.'));
    clock.setTimer(giveUp, GIVES_UP_RINGING_MS);
  };
  const hold = (session: Session, machine: Machine, courier: Courier): void => {
    session.holder = machine;
    couriers.set(session, courier);
    machine.onGone(() => (session.holder === machine ? leave(session) : undefined));
  };

  const place = (machine: Machine, request: DialRequest, tell: (fact: PhoneFact) => void): Promise<Placed> => {
    const { callId, line } = request;
    const own = chance.fork();
    const refusal = refusalOf(own);
    if (refusal !== undefined) return later(clock, own.between(100, 4_000), () => refusal);
    const id = `s-${callId}`;
    const farEnd = createFarEnd(world, own, destinationOf(callId), {
      heard: (verdict) => {
        if (!session.hasLeg || session.isOver) return;
        const process = session.holder.name;
        couriers.get(session)?.inOrder({ callId, type: 'heard', verdict }, () => {
          if (verdict.heard === 'person' || verdict.heard === 'music')
            observe({ what: 'person-told', process, callId, isPerson: verdict.heard === 'person' });
        });
      },
      hangUp: (why) => end(session, 'far-end', why),
      agentCame: () => observe({ what: 'agent-came', callId }),
      agentLeft: () => observe({ what: 'agent-left', callId }),
    });
    const session: Session = {
      ...{ id, callId, lineId: line.id, holder: machine, farEnd },
      ...{ hasLeg: machine.isAlive, isAnswered: false, isOver: false },
      ...{ overAt: Number.POSITIVE_INFINITY, taker: undefined, movedTo: undefined, blindly: undefined },
    };
    sessions.set(id, session);
    observe({ what: 'call-placed', process: machine.name, callId, lineId: line.id });
    const noAnswer = own.happens(0.05);
    clock.setTimer(
      () => {
        if (session.isOver) return;
        if (noAnswer) return end(session, 'no-answer', 'Nobody answered.');
        session.isAnswered = true;
        if (session.hasLeg) couriers.get(session)?.anyOrder({ callId, type: 'answered' });
        farEnd.answer();
      },
      own.between(1_500, 9_000),
    );
    hold(session, machine, createCourier(world, own, machine, tell));
    return later(clock, own.between(50, 700), () => session);
  };

  const end = (session: Session, how: CallEnd, reason: string): void => {
    if (session.isOver || isTheirs(session)) return;
    over(session, reason);
    if (session.hasLeg) couriers.get(session)?.anyOrder({ callId: session.callId, type: 'ended', end: how, reason });
  };

  const over = (session: Session, why: string): void => {
    session.isOver = true;
    session.overAt = clock.now();
    session.farEnd.stop();
    observe({ what: 'call-gone', callId: session.callId, why });
  };

  /** Taker and agent have the call. We hear nothing more of it, and our leg gets its BYE, before or after the report of success. */
  const release = (session: Session): void => {
    const { callId, hasLeg } = session;
    session.hasLeg = false;
    session.farEnd.stop();
    const goodbye = { callId, type: 'ended', end: 'far-end', reason: 'The far side hung up.' } as const;
    const courier = couriers.get(session);
    if (hasLeg) clock.setTimer(() => courier?.inOrder(goodbye), chance.between(0, BYE_WITHIN_MS));
  };

  return {
    place,
    takers,
    takeUp(session, machine, tell) {
      // Only an answered call has a dialog that another softphone could continue.
      if (session.isOver || isTheirs(session) || !session.isAnswered) return false;
      if (session.hasLeg) observe({ what: 'line-lost', callId: session.callId });
      session.hasLeg = machine.isAlive;
      hold(session, machine, createCourier(world, chance.fork(), machine, tell));
      if (!session.hasLeg) return false;
      observe({ what: 'line-back', process: machine.name, callId: session.callId });
      session.farEnd.heardAnew();
      return true;
    },
    leave,
    session: (sessionId) => sessions.get(sessionId),
    sessions: () => [...sessions.values()],
    press(session, key) {
      if (session.isOver) return;
      observe({ what: 'key', callId: session.callId, key, awaited: session.farEnd.awaited });
      session.farEnd.key(key);
    },
    async say(session, phrase) {
      const { callId, holder } = session;
      const isOut = () => session.isOver || !session.hasLeg || session.holder !== holder || isTheirs(session);
      await later(clock, VOICE_DELAY_MS, () => undefined);
      if (isOut()) return;
      observe({ what: 'voice-began', callId, phrase });
      session.farEnd.voice();
      await later(clock, PHRASE_MS[phrase] + chance.between(0, 500), () => undefined);
      if (isOut()) return;
      observe({ what: 'voice-ended', callId, phrase });
      session.farEnd.voice();
    },
    end,
    join(session, ring, way, process) {
      const isThere = !session.isOver && !isTheirs(session) && session.farEnd.agentIsThere;
      if (!isThere || ring.state !== 'answered') return false;
      const { callId } = session;
      session.taker = ring.taker;
      observe({ what: 'connected', callId, taker: ring.taker, way, by: process });
      takers.join(ring);
      release(session);
      return true;
    },
    move(session, taker, way) {
      if (session.isOver || isTheirs(session) || !session.farEnd.agentIsThere) return false;
      const { callId } = session;
      session.movedTo = taker;
      observe({ what: 'agent-sent-on', callId, taker, way });
      session.blindly = takers.ring({
        ...{ callId, taker, kind: 'blind' },
        changed(state) {
          if (state === 'answered') {
            session.taker = taker;
            observe({ what: 'connected', callId, taker, way });
          } else if (state === 'busy' || state === 'declined' || state === 'over') {
            over(session, `${taker} was not reached.`);
          }
        },
      });
      release(session);
      return true;
    },
    cut(session, process) {
      const { taker, callId } = session;
      if (taker === undefined) end(session, 'us', 'We ended it over REST.');
      else observe({ what: 'talk-cut', callId, taker, process });
    },
  };
}

/** Taker and agent have the call, so nothing of ours ends it. */
function isTheirs({ taker, movedTo }: Session): boolean {
  return taker !== undefined || movedTo !== undefined;
}

/** After this long, whatever happens to it. */
export function later<T>(
  clock: { setTimer(act: () => void, ms: number): unknown },
  ms: number,
  make: () => T,
): Promise<T> {
  return new Promise((resolve) => void clock.setTimer(() => resolve(make()), ms));
}
