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
  /** The process whose softphone placed it. */
  readonly holder: Machine;
  readonly farEnd: FarEnd;
  /** The softphone is in the call: it hears, speaks and presses keys. */
  hasLeg: boolean;
  isOver: boolean;
  taker: string | undefined;
  /** To whom it was transferred blindly: it is theirs, whether they pick up or their voicemail does. */
  movedTo: string | undefined;
}

export type Placed = Session | { readonly end: CallEnd; readonly reason: string };

/** The telephone network: sessions live here on their own, and go on when our processes do not. */
export interface Exchange {
  place(machine: Machine, request: DialRequest, tell: (fact: PhoneFact) => void): Promise<Placed>;
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
  /** How each call's end reaches the process whose softphone is in it. */
  const tells = new WeakMap<Session, (fact: PhoneFact) => void>();

  const refusalOf = (own: Chance): { readonly end: CallEnd; readonly reason: string } | undefined => {
    if (world.isCalm || !own.happens(scenario.restFails)) return undefined;
    const how = own.pick(['busy', 'refused', 'no-answer', 'line-lost'] as const);
    return { end: how, reason: 'The network would not place it.' };
  };

  const place = (machine: Machine, request: DialRequest, tell: (fact: PhoneFact) => void): Promise<Placed> => {
    const { callId, line } = request;
    const own = chance.fork();
    const refusal = refusalOf(own);
    if (refusal !== undefined) return later(clock, own.between(100, 4_000), () => refusal);
    const courier = createCourier(world, own, machine, tell);
    const id = `s-${callId}`;
    let answered = false;
    const farEnd = createFarEnd(world, own, destinationOf(callId), {
      heard: (verdict) => {
        if (!session.hasLeg || session.isOver) return;
        courier.inOrder({ callId, type: 'heard', verdict }, () => {
          if (verdict.heard === 'person' || verdict.heard === 'music')
            observe({ what: 'person-told', process: machine.name, callId, isPerson: verdict.heard === 'person' });
        });
      },
      hangUp: (why) => end(session, 'far-end', why),
      agentCame: () => observe({ what: 'agent-came', callId }),
      agentLeft: () => observe({ what: 'agent-left', callId }),
    });
    const session: Session = {
      ...{ id, callId, lineId: line.id, holder: machine, farEnd },
      ...{ hasLeg: machine.isAlive, isOver: false, taker: undefined, movedTo: undefined },
    };
    tells.set(session, courier.anyOrder);
    sessions.set(id, session);
    observe({ what: 'call-placed', process: machine.name, callId, lineId: line.id });
    const noAnswer = own.happens(0.05);
    clock.setTimer(
      () => {
        if (session.isOver) return;
        if (noAnswer) return end(session, 'no-answer', 'Nobody answered.');
        answered = true;
        if (session.hasLeg) courier.anyOrder({ callId, type: 'answered' });
        farEnd.answer();
      },
      own.between(1_500, 9_000),
    );
    machine.onGone(() => {
      if (session.isOver || isTheirs(session)) return;
      session.hasLeg = false;
      observe({ what: 'line-lost', callId });
      if (!answered)
        clock.setTimer(
          () => (answered ? undefined : end(session, 'far-end', 'Its caller vanished.')),
          GIVES_UP_RINGING_MS,
        );
    });
    return later(clock, own.between(50, 700), () => session);
  };

  const end = (session: Session, how: CallEnd, reason: string): void => {
    if (session.isOver || isTheirs(session)) return;
    session.isOver = true;
    session.farEnd.stop();
    observe({ what: 'call-gone', callId: session.callId, why: reason });
    if (session.hasLeg) tells.get(session)?.({ callId: session.callId, type: 'ended', end: how, reason });
  };

  return {
    place,
    session: (sessionId) => sessions.get(sessionId),
    sessions: () => [...sessions.values()],
    press(session, key) {
      if (session.isOver) return;
      observe({ what: 'key', callId: session.callId, key, awaited: session.farEnd.awaited });
      session.farEnd.key(key);
    },
    async say(session, phrase) {
      const { callId } = session;
      await later(clock, VOICE_DELAY_MS, () => undefined);
      if (session.isOver || !session.hasLeg || isTheirs(session)) return;
      observe({ what: 'voice-began', callId, phrase });
      session.farEnd.voice();
      await later(clock, PHRASE_MS[phrase] + chance.between(0, 500), () => undefined);
      if (session.isOver || !session.hasLeg || isTheirs(session)) return;
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

/** Brings facts to a process: what is heard in order, the rest late, twice, in another order, or not at all. */
function createCourier(world: World, chance: Chance, machine: Machine, tell: (fact: PhoneFact) => void) {
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
