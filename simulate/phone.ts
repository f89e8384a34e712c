import type { CallRef, CallSighting, DialResult, Phone, PhoneFact, ResumeOutcome } from '../src/hunter/ports/phone.js';
import type { CallEnd, Line } from '../src/hunter/terms.js';
import { sightOf } from '../src/phone/watch/sighting.js';
import { createCallEnder } from './end-call.js';
import { type Exchange, later, type Session } from './exchange.js';
import { beginHandOver, type HandOver } from './hand-over.js';
import type { SimTools } from './line-tools.js';
import type { Machine } from './machine.js';
import type { RestClient } from './ringcentral.js';
import { createSoftphone, type SimSoftphone } from './softphone.js';
import type { World } from './world.js';

/** A call that this process placed or took over. */
export interface OwnCall {
  readonly session: Session;
  readonly line: Line;
  readonly softphone: SimSoftphone;
  /** It is to be dropped, or belongs to another process. */
  unwanted: boolean;
  handOver: HandOver | undefined;
  /** Its end was reported to the hunt. */
  told: boolean;
}

export interface SimPhone extends Phone {
  relabel(): Promise<boolean>;
}

/** Each live call is checked this often, so a lost report of its end does no harm. */
const LOOK_EVERY_MS = 15_000;

interface PhoneParts {
  readonly world: World;
  readonly machine: Machine;
  readonly exchange: Exchange;
  readonly rest: RestClient;
  readonly tools: SimTools;
}

/** One process's phone on the simulated network. Behaves like src/phone, without the audio. */
export function createSimPhone({ world, machine, exchange, rest, tools }: PhoneParts): SimPhone {
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
    const { callId } = fact;
    const call = calls.get(callId);
    if (fact.type === 'ended') {
      if (handedOver.has(callId)) return;
      const end = { cause: fact.end === 'us' ? 'us' : 'far-end', reason: fact.reason } as const;
      tools.legs.tell({ leg: callId, type: 'ended', end });
      // What happens during a hand-over may be its own doing, so its result decides.
      if (call?.handOver !== undefined) {
        call.handOver.ends.legEnded(end);
        return;
      }
      if (call !== undefined) call.told = true;
    }
    if (fact.type === 'answered') probe(callId);
    emit(fact);
  };
  const probe = (callId: string): void => {
    const call = calls.get(callId);
    if (call !== undefined) void tools.controlRights.probe(refOf(call), tools.sessions);
  };
  const onLine = (callId: string): OwnCall | undefined => {
    const call = calls.get(callId);
    const isIn = call?.session.hasLeg && call.session.holder === machine;
    return isIn && !call.session.isOver ? call : undefined;
  };
  const finish = (call: OwnCall, end: CallEnd, reason: string): void => {
    if (call.told || handedOver.has(call.session.callId)) return;
    call.told = true;
    emit({ callId: call.session.callId, type: 'ended', end, reason });
  };

  const watch = (call: OwnCall): void => {
    machine.clock.setTimer(async () => {
      if (call.told || handedOver.has(call.session.callId)) return;
      const { session } = call;
      const effect = () => session.isOver;
      const ask = { boundary: 'look', group: 'light', priority: 'normal', doing: 'to look at a call', effect } as const;
      const isOver = await rest.send(ask).catch(() => false);
      const reason = 'The session shows that it is over.';
      if (isOver && call.handOver === undefined) finish(call, 'far-end', reason);
      else if (isOver && call.handOver !== undefined) call.handOver.ends.sessionEnded({ cause: 'far-end', reason });
      watch(call);
    }, LOOK_EVERY_MS);
  };

  const keep = (session: Session, line: Line): void => {
    const softphone = createSoftphone({ world, machine, exchange, legs: tools.legs, session });
    const call: OwnCall = { session, line, softphone, unwanted: false, handOver: undefined, told: false };
    calls.set(session.callId, call);
    watch(call);
  };

  const ender = createCallEnder(world, machine, exchange, tools);

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
      keep(placed, line);
      return { outcome: 'dialled', ...idsOf(placed), way: 'softphone', hears: true };
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
      const { callId } = ref;
      const call = calls.get(callId);
      if (call?.handOver !== undefined) return { outcome: 'refused', reason: 'A hand-over is already under way.' };
      observe({ what: 'hand-over-asked', process: machine.name, callId, target });
      const handOver = beginHandOver({ call: ref, target, maxRingMs, mayJoin }, onLine(callId)?.softphone, tools);
      if (call !== undefined) call.handOver = handOver;
      const result = await handOver.done;
      observe({ what: 'hand-over-done', process: machine.name, callId, outcome: result.outcome });
      if (result.outcome === 'connected') handedOver.add(callId);
      if (call === undefined) return result;
      call.handOver = undefined;
      const { callEnd } = handOver.ends;
      if (result.outcome === 'connected') return result;
      if (callEnd !== undefined) finish(call, callEnd.cause, callEnd.reason);
      else if (!call.unwanted && result.outcome === 'agent-gone') {
        finish(call, 'far-end', result.reason);
        if (onLine(callId) !== undefined) exchange.end(call.session, 'us', 'We hung up, the agent is gone.');
      }
      return result;
    },
    async drop(ref): Promise<boolean> {
      const { callId } = ref;
      const call = calls.get(callId);
      if (call !== undefined) {
        call.unwanted = true;
        call.handOver?.ends.cancel();
        await call.handOver?.done;
      }
      if (handedOver.has(callId) || call?.session.isOver) return true;
      const leg = onLine(callId);
      if (leg !== undefined && (world.isCalm || !chance.happens(scenario.restFails))) {
        const hangUp = () => exchange.end(leg.session, 'us', 'We hung up.');
        await machine.ask('drop', hangUp, { thereMs: chance.between(20, 120), backMs: 20 });
        return true;
      }
      const ids = 'sessionId' in ref ? ref : call && idsOf(call.session);
      return ids === undefined ? true : ender.end(ids, leg !== undefined);
    },
    async resume({ callId, sessionId, partyId, line }): Promise<ResumeOutcome> {
      const audible = { outcome: 'audible', sessionId, partyId } as const;
      if (onLine(callId) !== undefined) return audible;
      const ringEnded = ender.endFormerRing(callId);
      // The line registers and asks for the call.
      await machine.ask('resume', () => later(world.clock, chance.between(200, 2_000), () => undefined));
      await ringEnded;
      const session = exchange.session(sessionId);
      if (session === undefined || session.isOver || session.taker !== undefined || session.movedTo !== undefined)
        return { outcome: 'gone' };
      const isRefused = !world.isCalm && chance.happens(scenario.resumesFail);
      const isHeard = !isRefused && exchange.takeUp(session, machine, tell);
      keep(session, line);
      return isHeard ? audible : { outcome: 'controllable', reason: 'The call would not let another softphone in.' };
    },
    async letGo(callId) {
      dialling.delete(callId);
      const call = calls.get(callId);
      if (call === undefined) return;
      call.unwanted = true;
      call.told = true;
      call.handOver?.ends.cancel();
      const leg = onLine(callId);
      calls.delete(callId);
      if (leg === undefined) return;
      leg.softphone.discard();
      if (leg.session.isAnswered) exchange.leave(leg.session);
      else exchange.end(leg.session, 'us', 'Nobody could go on with a call that rings.');
    },
    async look(ref: CallRef): Promise<CallSighting> {
      if (handedOver.has(ref.callId)) return { seen: 'handed-over' };
      if (onLine(ref.callId) !== undefined) return { seen: 'alive', audible: true };
      return sightOf(ref, tools.sessions);
    },
    onFact(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Ids = Pick<CallRef, 'sessionId' | 'partyId'>;

function idsOf({ id, callId }: Session): Ids {
  return { sessionId: id, partyId: `p-${callId}` };
}

function refOf({ session, line }: OwnCall): CallRef {
  return { callId: session.callId, line, ...idsOf(session) };
}
