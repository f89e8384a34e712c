import type { Clock } from '../../src/hunter/base/clock.js';
import type { WireReply, WireRequest } from '../../src/phone/api/wire.js';

/** RingCentral's default limit of Light requests a minute, for all processes of the account together. */
const LIGHT_PER_MINUTE = 50;
const WINDOW_MS = 60_000;
/** How long an answer takes; half of it before the request counts. */
const LATENCY_MS = 120;

/** What the account sees of all its processes. */
export interface SimulatedRingCentral {
  /** The wire of one process. */
  readonly wire: { send(request: WireRequest): Promise<WireReply> };
  readonly requests: () => number;
  readonly tooMany: () => number;
  /** One request, counted as the server counts it; false when it is refused with 429. */
  count(): boolean;
}

/**
 * An account whose calls are all on hold: it answers looks at sessions, counts them, and refuses what is beyond the limit of its
 * window, which a refused request restarts.
 */
export function simulateRingCentral(clock: Clock, perMinute = LIGHT_PER_MINUTE): SimulatedRingCentral {
  let windowStart = clock.now();
  let inWindow = 0;
  let penaltyUntil = Number.NEGATIVE_INFINITY;
  let requests = 0;
  let tooMany = 0;

  const count = (): boolean => {
    const now = clock.now();
    requests++;
    if (now - windowStart >= WINDOW_MS) [windowStart, inWindow] = [now, 0];
    if (now >= penaltyUntil && inWindow < perMinute) {
      inWindow++;
      return true;
    }
    penaltyUntil = now + WINDOW_MS;
    tooMany++;
    return false;
  };

  const pause = (): Promise<void> => new Promise((resume) => void clock.setTimer(resume, LATENCY_MS / 2));

  const limits = () => ({ limit: perMinute, remaining: perMinute - inWindow, windowMs: WINDOW_MS });
  return {
    requests: () => requests,
    tooMany: () => tooMany,
    count,
    wire: {
      async send({ path }) {
        await pause();
        const isCounted = count();
        const reply = { unreadable: false, limits: limits(), group: 'light' } as const;
        await pause();
        if (!isCounted) return { ...reply, status: 429, body: {}, retryAfterMs: WINDOW_MS };
        return { ...reply, status: 200, body: sessionOnHold(path.split('/').at(-1) ?? '') };
      },
    },
  };
}

/** A session as the API prints it: our own party, and the destination that has answered. */
export function sessionOnHold(sessionId: string) {
  return { id: sessionId, parties: partiesOnHold(sessionId) };
}

export function partiesOnHold(sessionId: string) {
  const answered = { code: 'Answered', rcc: false };
  return [
    { id: `${sessionId}-1`, direction: 'Outbound', status: answered, extensionId: '62000001' },
    { id: `${sessionId}-2`, direction: 'Inbound', status: answered },
  ];
}
