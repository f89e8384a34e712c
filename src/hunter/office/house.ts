import { z } from 'zod';
import { reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { systemClock } from '../base/system-clock.js';
import type { Store } from '../ports/store.js';
import type { HuntState } from '../rules/state.js';
import type { Pause } from '../terms.js';
import {
  HOUR_MS,
  type HouseRules,
  type Limits,
  NO_RULES,
  type PastStart,
  rulesSchema,
  type StartAsk,
  type StartFault,
  whyNotStart,
} from './house-rules.js';
import { createSharedValue, type SharedValue } from './shared-value.js';
import { withLease } from './with-lease.js';

const STARTS = 'starts';
/** More starts than any limit allows in an hour. */
const MOST_STARTS = 2_000;

const startSchema = z.object({ at: z.number(), by: z.string(), channel: z.string() });

/** The rules refuse a start; the message is a sentence for the person. */
export class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';
  constructor(readonly fault: StartFault) {
    super(fault.why);
  }
}

/** The workspace's rules for hunting, shared by all processes. */
export interface House {
  readonly rules: SharedValue<HouseRules>;
  /** The limits that hold: those that admins changed, the rest as the settings have them. */
  limits(): Limits;
  /** The limits where admins have set nothing. */
  readonly defaults: Limits;
  /** The pause, while hunting is paused. */
  hold(): Pause | undefined;
  /** Why a hunt may not start, as far as is known here; reads the last hour's starts from the store. */
  whyNot(ask: StartAsk, open: readonly HuntState[]): Promise<StartFault | undefined>;
  /**
   * Starts a hunt. Starts happen one at a time across all processes, so that two cannot slip under one limit. Checks
   * the rules again, and counts the start once `begin` has succeeded. Throws `NotAdmitted`, and whatever `begin`
   * throws.
   */
  admit<T>(ask: StartAsk, open: () => Promise<readonly HuntState[]>, begin: () => Promise<T>): Promise<T>;
  start(): Promise<void>;
  stop(): void;
}

export function createHouse(options: {
  readonly store: Store;
  readonly log: Log;
  /** The limits until an admin changes them. */
  readonly defaults: Limits;
  readonly clock?: Clock;
}): House {
  const { store, log, defaults, clock = systemClock } = options;
  const rules = createSharedValue({
    ...{ name: 'house-rules', schema: rulesSchema, initial: NO_RULES },
    ...{ store, log, clock },
  });
  const limits = (): Limits => ({ ...defaults, ...rules.get().limits });

  /** Starts by their ids in the log; each read fetches only newer entries. */
  const known = new Map<string, PastStart>();
  let readTo: string | undefined;

  const pastStarts = async (): Promise<readonly PastStart[]> => {
    for (const { id, bytes } of await store.readLog(STARTS, readTo)) {
      const start = parse(bytes);
      if (start !== undefined) known.set(id, start);
      if (readTo === undefined || id > readTo) readTo = id;
    }
    const since = clock.now() - HOUR_MS;
    for (const [id, { at }] of known) if (at <= since) known.delete(id);
    return [...known.values()];
  };

  const whyNot = async (ask: StartAsk, open: readonly HuntState[]) =>
    whyNotStart(ask, {
      ...{ rules: rules.get(), limits: limits(), open },
      ...{ starts: await pastStarts(), now: clock.now() },
    });

  const remember = async ({ requester, channel }: StartAsk): Promise<void> => {
    const start: PastStart = { at: clock.now(), by: requester, channel };
    try {
      const bytes = Buffer.from(JSON.stringify(start));
      await store.appendLog(STARTS, bytes, { keepMs: HOUR_MS, maxEntries: MOST_STARTS });
    } catch (error) {
      // The hunt is running; do not stop it because it could not be counted.
      log.warn({ reason: reasonOf(error) }, 'A start could not be counted');
    }
  };

  return {
    rules,
    limits,
    defaults,
    hold: () => rules.get().paused,
    whyNot,
    admit: (ask, open, begin) =>
      withLease({ store, clock }, STARTS, 'Other hunts are starting right now', async () => {
        const [hunts] = await Promise.all([open(), rules.refresh()]);
        const fault = await whyNot(ask, hunts);
        if (fault !== undefined) throw new NotAdmitted(fault);
        const begun = await begin();
        await remember(ask);
        return begun;
      }),
    start: () => rules.start(),
    stop: () => rules.stop(),
  };
}

function parse(bytes: Uint8Array): PastStart | undefined {
  try {
    return startSchema.safeParse(JSON.parse(Buffer.from(bytes).toString())).data;
  } catch {
    return undefined;
  }
}
