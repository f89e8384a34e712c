import { pause } from '../src/hunter/base/clock.js';
import type { Legs } from '../src/phone/softphone/legs.js';
import type { LegEnd, Softphone } from '../src/phone/softphone/sip/softphone.js';
import { SoftphoneError } from '../src/phone/softphone/sip/softphone-error.js';
import type { TakerPhrase } from '../src/phone/speech/taker-phrases.js';
import type { Exchange, Session } from './exchange.js';
import type { Machine } from './machine.js';
import { type Boundary, personAt } from './scenario.js';
import type { TakerCall } from './taker-phones.js';
import type { World } from './world.js';

/** One process's softphone on the line of an agent's call. */
export interface SimSoftphone extends Pick<Softphone, 'dial' | 'say' | 'hangUp' | 'refer'> {
  /** From now on another process has the line; what is still on it here goes silent. */
  discard(): void;
}

interface SoftphoneParts {
  readonly world: World;
  readonly machine: Machine;
  readonly exchange: Exchange;
  readonly legs: Legs;
  readonly session: Session;
}

/** Stands for the audio of each phrase. */
const CLIPS: Readonly<Record<TakerPhrase, Int16Array>> = {
  'one-moment': new Int16Array(1),
  'rings-again': new Int16Array(2),
  'agent-left': new Int16Array(3),
  'not-connected': new Int16Array(4),
};
const PHRASE_MS: Readonly<Record<TakerPhrase, number>> = {
  'one-moment': 2_200,
  'rings-again': 6_000,
  'agent-left': 3_300,
  'not-connected': 4_400,
};

export const clipOf = (phrase: TakerPhrase): Int16Array => CLIPS[phrase];
const PHRASES = Object.keys(CLIPS) as readonly TakerPhrase[];

const BY_US: LegEnd = { cause: 'us', reason: 'We hung up.' };
const BY_THEM: LegEnd = { cause: 'far-end', reason: 'The far side hung up.' };
const SILENCE = 'The outcome of the transfer was not told in time.';
const TAKEN = 202;
const FORBIDDEN = 403;
const NO_SUCH_CALL = 481;
/** From when the network acts until we hear of it. */
const TOLD_WITHIN_MS = 600;

export function createSoftphone({ world, machine, exchange, legs, session }: SoftphoneParts): SimSoftphone {
  const { clock, scenario } = world;
  const { takers } = exchange;
  const chance = world.chance.fork();
  const onLine = new Map<string, TakerCall>();
  let stopSaying = new AbortController();
  let lastSentAt = 0;

  /** One connection: everything arrives in the order it was sent. */
  const send = <T>(boundary: Boundary, effect: () => T): Promise<T> => {
    lastSentAt = Math.max(lastSentAt, clock.now() + chance.between(10, 80));
    return machine.ask(boundary, effect, { thereMs: lastSentAt - clock.now(), backMs: chance.between(10, 80) });
  };
  const goesWrong = (share: number): boolean => !world.isCalm && chance.happens(share);
  const callOn = (leg: string): TakerCall => {
    const call = onLine.get(leg);
    if (call === undefined) throw new SoftphoneError('no-leg', 'There is no such leg.');
    return call;
  };
  const ended = (leg: string, end: LegEnd): void => {
    if (!onLine.delete(leg)) return;
    stopSaying.abort();
    legs.tell({ leg, type: 'ended', end });
  };

  /** What the server does with a REFER; `told` if it succeeded. */
  const takeRefer = (target: string, replaced: TakerCall | undefined, told: () => void): number => {
    if (session.holder !== machine || !session.hasLeg || session.isOver) return NO_SUCH_CALL;
    if (goesWrong(scenario.refersRefused)) return FORBIDDEN;
    if (goesWrong(scenario.refersIgnored)) return TAKEN;
    const taker = personAt(target);
    const isDone =
      replaced !== undefined
        ? exchange.join(session, replaced, 'replaces', machine.name)
        : taker !== undefined && exchange.move(session, taker, 'refer');
    if (!isDone) return NO_SUCH_CALL;
    if (!goesWrong(scenario.refersUntold)) machine.hear(told, chance.between(0, TOLD_WITHIN_MS));
    return TAKEN;
  };

  return {
    async dial(leg, number) {
      if (onLine.has(leg)) throw new SoftphoneError('leg-exists', 'There is a leg of this name.');
      const placed = await send('hand-over', () => {
        const taker = personAt(number);
        if (taker === undefined || goesWrong(scenario.restFails)) return undefined;
        const changed = (state: TakerCall['state']): void => {
          if (state !== 'over' && state !== 'joined') return;
          // After we hang up, the leg belongs to another call, or to none.
          const tell = () => (onLine.get(leg) === call ? ended(leg, BY_THEM) : undefined);
          machine.hear(tell, chance.between(0, TOLD_WITHIN_MS));
        };
        const call = takers.ring({ callId: session.callId, taker, kind: 'warm', holder: machine, changed });
        return call;
      });
      if (placed === undefined) {
        const end = { cause: chance.pick(['busy', 'refused'] as const), reason: 'The network would not place it.' };
        throw new SoftphoneError('call-refused', end.reason, { end });
      }
      onLine.set(leg, placed);
      return { sessionId: placed.id, partyId: `${placed.id}-1` };
    },
    async say(leg, samples) {
      const call = callOn(leg);
      const phrase = PHRASES.find((each) => CLIPS[each] === samples);
      stopSaying.abort();
      const stop = new AbortController();
      stopSaying = stop;
      await machine.ask('say', async () => {
        if (phrase === undefined) return;
        takers.says(call, 'taker-hears', phrase);
        await pause(clock, PHRASE_MS[phrase], stop.signal);
        if (!stop.signal.aborted && machine.isAlive) takers.says(call, 'taker-heard', phrase);
      });
    },
    async hangUp(leg) {
      const call = callOn(leg);
      ended(leg, BY_US);
      await send('drop', () => takers.end(call, 'us', machine.name));
    },
    async refer(leg, target, withinMs, inPlaceOf) {
      const replaced = inPlaceOf === undefined ? undefined : callOn(inPlaceOf);
      return new Promise<void>((resolve, reject) => {
        const settle = (act: () => void): void => {
          cancel();
          stop();
          act();
        };
        const unconfirmed = () => settle(() => reject(new SoftphoneError('transfer-unconfirmed', SILENCE)));
        const cancel = machine.clock.setTimer(unconfirmed, withinMs);
        const stop = legs.follow(leg, (fact) => (fact.type === 'ended' ? unconfirmed() : undefined));
        send('bridge', () => takeRefer(target, replaced, () => settle(resolve))).then((status) => {
          if (status === TAKEN) return;
          settle(() =>
            reject(new SoftphoneError('transfer-refused', `The transfer was refused (${status}).`, { status })),
          );
        }, reject);
      });
    },
    discard() {
      for (const call of onLine.values()) takers.fallSilent(call);
      onLine.clear();
    },
  };
}
