import type { Group, LimitHeaders, Priority } from '../src/phone/api/budget.js';
import { Pacer } from '../src/phone/api/pacer.js';
import { errorOfReply, errorOfSilence } from '../src/phone/api/phone-error.js';
import type { Machine } from './machine.js';
import type { Boundary } from './scenario.js';
import type { World } from './world.js';

/** RingCentral's REST side: counts requests by group over all processes, and makes processes that send too many pause. */
export interface RingCentral {
  /** How one process sends requests, within its own view of the budget. */
  clientOf(machine: Machine): RestClient;
}

export interface RestClient {
  readonly pacer: Pick<Pacer, 'available'>;
  /** Rejects with a `PhoneError` when the request was refused or not sent, or the answer was lost. */
  send<T>(ask: RestAsk<T>): Promise<T>;
}

/** Thrown by an effect: RingCentral answers with this status. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly errorCode?: string,
  ) {
    super(`Refused with ${status}`);
  }
}

interface RestAsk<T> {
  readonly boundary: Boundary;
  readonly group: Group;
  readonly priority: Priority;
  /** Completes “RingCentral refused …”. */
  readonly doing: string;
  readonly effect: () => T;
}

interface Reply<T> {
  readonly result?: T;
  readonly status: number;
  readonly errorCode?: string | undefined;
  readonly limits: LimitHeaders;
  readonly retryAfterMs?: number;
}

/** A pause that RingCentral asked a process for, by its own clock. */
interface Penalty {
  readonly at: number;
  readonly until: number;
}

const WINDOW_MS = 60_000;
const WAIT_MS: Readonly<Record<Priority, number>> = { urgent: 2_500, look: 1_500, normal: 15_000, background: 180_000 };
const PENALTIES_MS = [5_000, 10_000, 30_000] as const;
const TOO_MANY = 429;
/** The pause counts from when the answer was sent. */
const FUZZ_MS = 250;

export function createRingCentral(world: World): RingCentral {
  const { clock, observe, scenario } = world;
  const chance = world.chance.fork();
  const limits: Readonly<Record<Group, number>> = { light: scenario.lightLimit, medium: 40, heavy: 10, auth: 5 };
  const counted = new Map<Group, number[]>();
  const pausedUntil = new Map<Group, number>();

  const answer = <T>(group: Group, effect: () => T): Reply<T> => {
    const now = clock.now();
    const recent = (counted.get(group) ?? []).filter((at) => at > now - WINDOW_MS);
    recent.push(now);
    counted.set(group, recent);
    const limit = limits[group];
    const told = { limit, remaining: Math.max(0, limit - recent.length), windowMs: WINDOW_MS };
    const until = pausedUntil.get(group) ?? 0;
    // Another app on the account has used it up, which nobody can know beforehand.
    const others = !world.isCalm && chance.happens(scenario.penalties);
    if (now < until || others || recent.length > limit) {
      const retryAfterMs = now < until ? until - now : chance.pick(PENALTIES_MS);
      pausedUntil.set(group, now + retryAfterMs);
      return { status: TOO_MANY, limits: told, retryAfterMs };
    }
    if (!world.isCalm && chance.happens(scenario.restFails / 2)) return { status: 503, limits: told };
    try {
      return { status: 200, limits: told, result: effect() };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { status: error.status, errorCode: error.errorCode, limits: told };
    }
  };

  return {
    clientOf(machine) {
      const pacer = new Pacer(machine.clock);
      const told = new Map<Group, Penalty>();
      return {
        pacer,
        async send({ boundary, group, priority, doing, effect }) {
          const ticket = await pacer.enter(group, priority, WAIT_MS[priority]);
          const penalty = told.get(group);
          const inPenalty = isWithin(machine.clock.now(), penalty);
          const reply = await machine.ask(
            boundary,
            () => {
              const made = answer(group, effect);
              const used = counted.get(group)?.length ?? 0;
              observe({ what: 'request', process: machine.name, group, used, limit: limits[group], inPenalty });
              return made;
            },
            { thereMs: chance.between(20, 150), backMs: chance.between(20, 250) },
          );
          ticket.finished(machine.clock.now());
          const { remaining, ...rules } = reply.limits;
          pacer.learn(group, reply.status === TOO_MANY || remaining === undefined ? rules : reply.limits);
          if (reply.status === TOO_MANY) {
            const pauseMs = reply.retryAfterMs ?? WINDOW_MS;
            const at = machine.clock.now();
            told.set(group, { at, until: at + pauseMs - FUZZ_MS });
            pacer.penalize(group, pauseMs);
          }
          const { status, errorCode } = reply;
          if (status !== 200) throw errorOfReply(doing, { status, body: { errorCode } });
          if (!world.isCalm && chance.happens(scenario.restFails / 4)) throw errorOfSilence(doing, true);
          return reply.result as never;
        },
      };
    },
  };
}

function isWithin(now: number, penalty: Penalty | undefined): boolean {
  return penalty !== undefined && now > penalty.at && now < penalty.until;
}
