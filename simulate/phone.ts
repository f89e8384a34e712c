import type { CallRef, CallSighting, DialResult, Phone, PhoneFact, ResumeOutcome } from '../src/hunter/ports.js';
import type { HandOverOutcome } from '../src/hunter/words.js';
import { type Exchange, later, type Session } from './exchange.js';
import { handOver } from './hand-over.js';
import type { Machine } from './machine.js';
import type { RestClient } from './ringcentral.js';
import type { World } from './world.js';

/** A call this process placed, or has taken up. */
export interface OwnCall {
  readonly session: Session;
  /** Told to let go: whoever is being rung is rung no more. */
  unwanted: boolean;
  handOver: Promise<HandOverOutcome> | undefined;
  /** Its end was told to the hunt. */
  told: boolean;
}

export interface SimPhone extends Phone {
  relabel(): Promise<boolean>;
}

/** Each living call is looked at this often, so that a lost word of its end does not matter. */
const LOOK_EVERY_MS = 15_000;

/** One process's phone on the simulated network; behaves as src/phone does, without its audio. */
export function createSimPhone(world: World, machine: Machine, exchange: Exchange, rest: RestClient): SimPhone {
  const { observe, scenario } = world;
  const chance = world.chance.fork();
  const calls = new Map<string, OwnCall>();
  const handedOver = new Set<string>();
  const dialling = new Set<string>();
  const listeners = new Set<(fact: PhoneFact) => void>();

  const emit = (fact: PhoneFact): void => {
    for (const listener of listeners) listener(fact);
  };
  const tell = (fact: PhoneFact): void => {
    const call = calls.get(fact.callId);
    // What happens during a hand-over may be its own doing: its result decides.
    if (fact.type === 'ended' && call?.handOver !== undefined) return;
    if (fact.type === 'ended' && call !== undefined) call.told = true;
    emit(fact);
  };
  const onLine = (callId: string): OwnCall | undefined => {
    const call = calls.get(callId);
    const isIn = call?.session.hasLeg && call.session.holder === machine;
    return isIn && !call.session.isOver ? call : undefined;
  };
  const finish = (call: OwnCall, end: 'far-end' | 'us', reason: string): void => {
    if (call.told || handedOver.has(call.session.callId)) return;
    call.told = true;
    emit({ callId: call.session.callId, type: 'ended', end, reason });
  };

  const watch = (call: OwnCall): void => {
    machine.clock.setTimer(async () => {
      if (call.told || handedOver.has(call.session.callId)) return;
      const { session } = call;
      const isOver = await rest
        .send({ boundary: 'look', group: 'light', priority: 'normal', effect: () => session.isOver })
        .catch(() => false);
      if (isOver && call.handOver === undefined) finish(call, 'far-end', 'The session shows that it is over.');
      watch(call);
    }, LOOK_EVERY_MS);
  };

  const keep = (session: Session): void => {
    const call: OwnCall = { session, unwanted: false, handOver: undefined, told: false };
    calls.set(session.callId, call);
    watch(call);
  };

  const dropOverRest = async (sessionId: string): Promise<boolean> => {
    const effect = (): void => {
      const session = exchange.session(sessionId);
      if (session !== undefined) exchange.end(session, 'us', 'We ended it over REST.');
    };
    return rest
      .send({ boundary: 'drop', group: 'light', priority: 'urgent', effect })
      .then(() => true)
      .catch(() => exchange.session(sessionId)?.isOver === true && chance.happens(0.5));
  };

  return {
    async dial(request): Promise<DialResult> {
      const { callId, line } = request;
      observe({ what: 'dial-asked', process: machine.name, callId, lineId: line.id });
      dialling.add(callId);
      const placed = await machine.ask('dial', () => exchange.place(machine, request, tell), { thereMs: 10 });
      const isWanted = dialling.delete(callId);
      if (!('farEnd' in placed)) return { outcome: 'refused', ...placed };
      if (!isWanted) {
        exchange.end(placed, 'us', 'Its hunt went to another process during the dial.');
        return { outcome: 'refused', end: 'line-lost', reason: 'The hunt went to another process.' };
      }
      keep(placed);
      return { outcome: 'dialled', sessionId: placed.id, partyId: `p-${callId}`, way: 'softphone', hears: true };
    },
    tune() {},
    async press(callId, key) {
      const call = onLine(callId);
      if (call === undefined) throw new Error('No key can be pressed: our line is not on this call.');
      await machine.ask('press', () => exchange.press(call.session, key));
    },
    async learn(_callId, { kind }) {
      return kind === 'person' ? undefined : { id: `r-${kind}`, kind, seconds: 3 };
    },
    relabel: async () => true,
    async say(callId, phrase) {
      const call = onLine(callId);
      if (call !== undefined) await machine.ask('say', () => exchange.say(call.session, phrase));
    },
    async listenIn() {
      return { outcome: 'refused', reason: 'Nobody listens in here.' };
    },
    async speakCode() {
      return { outcome: 'refused', reason: 'No codes are spoken here.' };
    },
    async handOver(ref, target, maxRingMs, mayJoin = () => true) {
      const call = calls.get(ref.callId);
      if (call?.handOver !== undefined) return { outcome: 'refused', reason: 'A hand-over is already under way.' };
      observe({ what: 'hand-over-asked', process: machine.name, callId: ref.callId, target });
      const parts = { world, machine, exchange, rest, chance, call: onLine(ref.callId), mayJoin };
      const running = handOver(parts, ref, target, maxRingMs);
      if (call !== undefined) call.handOver = running;
      const result = await running;
      observe({ what: 'hand-over-done', process: machine.name, callId: ref.callId, outcome: result.outcome });
      if (result.outcome === 'connected') handedOver.add(ref.callId);
      if (call === undefined) return result;
      call.handOver = undefined;
      if (result.outcome !== 'connected' && call.session.isOver) finish(call, 'far-end', 'It ended meanwhile.');
      return result;
    },
    async drop(ref): Promise<boolean> {
      const { callId } = ref;
      const call = calls.get(callId);
      if (call !== undefined) {
        call.unwanted = true;
        await call.handOver?.catch(() => undefined);
      }
      if (handedOver.has(callId) || call?.session.isOver) return true;
      const leg = onLine(callId);
      if (leg !== undefined && (world.isCalm || !chance.happens(scenario.restFails))) {
        const hangUp = () => exchange.end(leg.session, 'us', 'We hung up.');
        await machine.ask('drop', hangUp, { thereMs: chance.between(20, 120), backMs: 20 });
        return true;
      }
      const sessionId = 'sessionId' in ref ? ref.sessionId : call?.session.id;
      return sessionId === undefined ? true : dropOverRest(sessionId);
    },
    async resume({ callId, sessionId, partyId }): Promise<ResumeOutcome> {
      const audible = { outcome: 'audible', sessionId, partyId } as const;
      if (onLine(callId) !== undefined) return audible;
      // The line registers, and asks for the call.
      await machine.ask('resume', () => later(world.clock, chance.between(200, 2_000), () => undefined));
      const session = exchange.session(sessionId);
      if (session === undefined || session.isOver || session.taker !== undefined || session.movedTo !== undefined)
        return { outcome: 'gone' };
      const isRefused = !world.isCalm && chance.happens(scenario.resumesFail);
      const isHeard = !isRefused && exchange.takeUp(session, machine, tell);
      keep(session);
      return isHeard ? audible : { outcome: 'controllable', reason: 'The call would not let another softphone in.' };
    },
    async letGo(callId) {
      dialling.delete(callId);
      const call = calls.get(callId);
      if (call === undefined) return;
      call.unwanted = true;
      call.told = true;
      const leg = onLine(callId);
      calls.delete(callId);
      if (leg === undefined) return;
      if (leg.session.isAnswered) exchange.leave(leg.session);
      else exchange.end(leg.session, 'us', 'Nobody could go on with a call that rings.');
    },
    async look(ref: CallRef): Promise<CallSighting> {
      if (handedOver.has(ref.callId)) return { seen: 'handed-over' };
      if (onLine(ref.callId) !== undefined) return { seen: 'alive', audible: true };
      try {
        const effect = (): CallSighting => {
          const session = exchange.session(ref.sessionId);
          if (session === undefined || session.isOver) return { seen: 'gone' };
          const isTheirs = session.taker !== undefined || session.movedTo !== undefined;
          return !isTheirs ? { seen: 'alive', audible: false } : { seen: 'handed-over' };
        };
        return await rest.send({ boundary: 'look', group: 'light', priority: 'look', effect });
      } catch (error) {
        return { seen: 'unknown', reason: error instanceof Error ? error.message : 'No answer.' };
      }
    },
    onFact(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
