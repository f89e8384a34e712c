import type { DialRequest, PhoneFact } from '../src/hunter/ports.js';
import type { CallEnd, Destination, Key, Phrase } from '../src/hunter/words.js';
import type { Chance } from './chance.js';
import { createFarEnd, type FarEnd } from './far-end.js';
import type { Machine } from './machine.js';
import type { World } from './world.js';

/** A call as RingCentral has it, whatever any process believes. */
export interface Session {
  readonly id: string;
  readonly callId: string;
  readonly lineId: string;
  /** The process whose softphone placed it, or has come into it since. */
  holder: Machine;
  readonly farEnd: FarEnd;
  /** The softphone is in the call: it hears, speaks and presses keys. */
  hasLeg: boolean;
  isAnswered: boolean;
  isOver: boolean;
  taker: string | undefined;
  /** To whom it was transferred blindly: it is theirs, whether they pick up or their voicemail does. */
  movedTo: string | undefined;
}

export type Placed = Session | { readonly end: CallEnd; readonly reason: string };

/** The telephone network: sessions live here on their own, and go on when our processes do not. */
export interface Exchange {
  place(machine: Machine, request: DialRequest, tell: (fact: PhoneFact) => void): Promise<Placed>;
  /** Another process's softphone comes into the call; false when it cannot. */
  takeUp(session: Session, machine: Machine, tell: (fact: PhoneFact) => void): boolean;
  /** Our softphone leaves the call, which stays. */
  leave(session: Session): void;
  session(sessionId: string): Session | undefined;
  sessions(): readonly Session[];
  press(session: Session, key: Key): void;
  /** Resolves when it has been said, or the call is over. */
  say(session: Session, phrase: Phrase): Promise<void>;
  end(session: Session, end: CallEnd, reason: string): void;
  /** The agent is the taker's now; false when the call is not there to be moved. */
  connect(session: Session, taker: string, by: string): boolean;
  /** Moves the agent to the taker's phone, which rings; resolves with whether they picked up, or undefined when it could not be moved. */
  move(session: Session, taker: string, answersAfterMs: number | undefined): Promise<boolean> | undefined;
}

/** A call whose caller vanished while it rang is given up by the network. */
const GIVES_UP_RINGING_MS = 32_000;
const PHRASE_MS: Readonly<Record<Phrase, number>> = {
  courtesy: 3_500,
  'still-joining': 2_000,
  connecting: 1_500,
  goodbye: 2_500,
};
const VOICEMAIL_AFTER_MS = 25_000;
/** From our saying a word to its being heard. */
const VOICE_DELAY_MS = 80;

export function createExchange(world: World, destinationOf: (callId: string) => Destination): Exchange {
  const { clock, observe, scenario } = world;
  const chance = world.chance.fork();
  const sessions = new Map<string, Session>();
  /** How facts of each call reach the process whose softphone is in it. */
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
      ...{ hasLeg: machine.isAlive, isAnswered: false, isOver: false, taker: undefined, movedTo: undefined },
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
    session.isOver = true;
    session.farEnd.stop();
    observe({ what: 'call-gone', callId: session.callId, why: reason });
    if (session.hasLeg) couriers.get(session)?.anyOrder({ callId: session.callId, type: 'ended', end: how, reason });
  };

  return {
    place,
    takeUp(session, machine, tell) {
      // Only a call that was answered has a dialog that another softphone could go on with.
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
    connect(session, taker, by) {
      if (session.isOver || isTheirs(session) || !session.farEnd.agentIsThere) return false;
      session.taker = taker;
      session.farEnd.stop();
      observe({ what: 'connected', callId: session.callId, taker, by });
      return true;
    },
    move(session, taker, answersAfterMs) {
      if (session.isOver || isTheirs(session) || !session.farEnd.agentIsThere) return undefined;
      session.movedTo = taker;
      session.hasLeg = false;
      session.farEnd.stop();
      return later(clock, answersAfterMs ?? VOICEMAIL_AFTER_MS, () => {
        if (answersAfterMs === undefined) {
          session.isOver = true;
          observe({ what: 'call-gone', callId: session.callId, why: `The voicemail of ${taker} picked up.` });
          return false;
        }
        session.taker = taker;
        observe({ what: 'connected', callId: session.callId, taker });
        return true;
      });
    },
  };
}

/** Taker and agent have it: nothing of ours ends it. */
function isTheirs({ taker, movedTo }: Session): boolean {
  return taker !== undefined || movedTo !== undefined;
}

/** After so long, whatever becomes of it. */
export function later<T>(
  clock: { setTimer(act: () => void, ms: number): unknown },
  ms: number,
  make: () => T,
): Promise<T> {
  return new Promise((resolve) => void clock.setTimer(() => resolve(make()), ms));
}

interface Courier {
  inOrder(fact: PhoneFact, arrived: () => void): void;
  anyOrder(fact: PhoneFact): void;
}

/** Brings facts to a process: what is heard in order, the rest late, twice, in another order, or not at all. */
function createCourier(world: World, chance: Chance, machine: Machine, tell: (fact: PhoneFact) => void): Courier {
  const { clock, scenario } = world;
  let lastAt = 0;
  return {
    inOrder(fact: PhoneFact, arrived: () => void): void {
      const at = Math.max(lastAt, clock.now() + chance.pick([0, 0, 2, 64]));
      lastAt = at;
      machine.hear(() => {
        arrived();
        tell(fact);
      }, at - clock.now());
    },
    anyOrder(fact: PhoneFact): void {
      if (chance.happens(scenario.factsLost)) return;
      const lateMs = chance.happens(scenario.factsLost) ? chance.between(0, 4_000) : 0;
      machine.hear(() => tell(fact), lateMs);
      if (chance.happens(scenario.factsDoubled)) machine.hear(() => tell(fact), chance.between(0, 3_000));
    },
  };
}
