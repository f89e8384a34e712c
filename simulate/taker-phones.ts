import type { TakerPhrase } from '../src/phone/speech/taker-phrases.js';
import type { Machine } from './machine.js';
import type { World } from './world.js';

/** A call that rings a taker, as RingCentral sees it: `warm`, a second call of our line; `blind`, the transferred agent. */
export interface TakerCall {
  readonly id: string;
  /** The agent's call it is about. */
  readonly callId: string;
  readonly taker: string;
  readonly kind: 'warm' | 'blind';
  /** The process whose softphone is in the call. */
  readonly holder?: Machine | undefined;
  readonly state: TakerState;
  /** When it entered this state. */
  readonly since: number;
}

/** `setup`: nothing rings yet, and only the caller is visible. */
export type TakerState = 'setup' | 'ringing' | 'answered' | 'voicemail' | 'busy' | 'declined' | 'joined' | 'over';

export interface Ringing extends Pick<TakerCall, 'callId' | 'taker' | 'kind' | 'holder'> {
  /** Called with each new state. */
  readonly changed: (state: TakerState) => void;
}

/** The takers' phones: they ring, are picked up or not, and hang up again. The network does not depend on our processes. */
export interface TakerPhones {
  ring(ringing: Ringing): TakerCall;
  call(id: string): TakerCall | undefined;
  /** A phrase starts or ends on the call. */
  says(call: TakerCall, what: 'taker-hears' | 'taker-heard', phrase: TakerPhrase): void;
  /** Taker and agent are talking. */
  join(call: TakerCall): void;
  /** The caller has gone silent: a person who has picked up hears nothing until the network ends the call. */
  fallSilent(call: TakerCall): void;
  end(call: TakerCall, by: 'us' | 'them' | 'network', process?: string): void;
}

/** The network ends a call when it hears nothing from the caller. */
const SILENT_CALL_MS = 40_000;
const VOICEMAIL_MS = 6_000;

type Live = { -readonly [K in keyof TakerCall]: TakerCall[K] } & Pick<Ringing, 'changed'>;

export function createTakerPhones(world: World): TakerPhones {
  const { clock, observe, scenario } = world;
  const chance = world.chance.fork();
  const calls = new Map<string, Live>();
  /** People being rung or on the phone: their phone is busy for everybody else. */
  const engaged = new Map<string, Live>();

  const become = (call: Live, state: TakerState): void => {
    call.state = state;
    call.since = clock.now();
    if (state !== 'ringing' && state !== 'answered' && engaged.get(call.taker) === call) engaged.delete(call.taker);
    call.changed(state);
  };
  /** Unless something else has happened to it meanwhile. */
  const later = (call: Live, ms: number, act: () => void): void => {
    const { state } = call;
    clock.setTimer(() => (call.state === state ? act() : undefined), ms);
  };
  const end: TakerPhones['end'] = (call, by, process) => {
    const live = calls.get(call.id);
    if (live === undefined || live.state === 'over' || (live.state === 'joined' && by !== 'us')) return;
    const { id: ring, callId, taker, state } = live;
    observe({ what: 'taker-let-go', ring, callId, taker, by, was: state, ...(process && { process }) });
    become(live, 'over');
  };
  const fallSilent = (call: TakerCall): void => void clock.setTimer(() => end(call, 'network'), SILENT_CALL_MS);

  const reach = (call: Live): void => {
    if (engaged.has(call.taker) || chance.happens(0.06)) {
      become(call, 'busy');
      return;
    }
    engaged.set(call.taker, call);
    const { id: ring, callId, taker, kind } = call;
    observe({ what: 'taker-rings', ring, callId, taker, kind });
    become(call, 'ringing');
    if (chance.happens(0.75)) later(call, chance.between(800, 11_000), () => pickUp(call));
    else if (chance.happens(0.4)) later(call, chance.between(1_000, 9_000), () => become(call, 'declined'));
    else later(call, chance.between(15_000, 25_000), () => voicemail(call));
  };
  const pickUp = (call: Live): void => {
    const { id: ring, callId, taker, kind } = call;
    observe({ what: 'taker-picked-up', ring, callId, taker, kind });
    become(call, 'answered');
    const patienceMs = chance.happens(scenario.takersLeave)
      ? chance.between(300, 6_000)
      : chance.between(25_000, 60_000);
    if (kind === 'warm') later(call, patienceMs, () => end(call, 'them'));
  };
  const voicemail = (call: Live): void => {
    become(call, 'voicemail');
    later(call, VOICEMAIL_MS, () => end(call, 'network'));
  };

  return {
    ring(ringing) {
      const id = `t-${calls.size + 1}`;
      const call: Live = { ...ringing, id, state: 'setup', since: clock.now() };
      calls.set(id, call);
      later(call, chance.between(50, 600), () => reach(call));
      ringing.holder?.onGone(() => fallSilent(call));
      return call;
    },
    call: (id) => calls.get(id),
    says({ id: ring, callId, state }, what, phrase) {
      if (state === 'answered') observe({ what, ring, callId, phrase });
    },
    join(call) {
      const live = calls.get(call.id);
      if (live !== undefined) become(live, 'joined');
    },
    fallSilent,
    end,
  };
}
