import { reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { Audit } from '../office/audit.js';
import type { Phone } from '../ports/phone.js';
import type { Store } from '../ports/store.js';
import { type Line, THE_BOT } from '../terms.js';
import type { HuntService } from './hunts.js';
import { type SeenCall, sweepVerdict } from './sweep-rules.js';

/** What the sweeper needs from the phone service. */
export interface CallFinder {
  /** The calls on these lines to or from one of these numbers. Rejects when they cannot be seen now. */
  callsOn(lines: readonly Line[], numbers: readonly string[]): Promise<readonly SeenCall[]>;
}

export interface Sweeper {
  /** Sweeps once, and then every hour. */
  start(): void;
  /** Something suggests that a call may be left over, such as a takeover. Sweeps soon, but no more often than the pace allows. */
  suggest(): void;
  stop(): void;
}

interface SweeperOptions {
  readonly store: Pick<Store, 'acquire' | 'get' | 'setIfAbsent'>;
  readonly hunts: Pick<HuntService, 'open' | 'recent'>;
  readonly finder: CallFinder;
  readonly phone: Pick<Phone, 'drop'>;
  /** Numbers of the listed destinations. */
  readonly numbers: () => readonly string[];
  readonly audit: Pick<Audit, 'record'>;
  readonly log: Log;
  readonly clock: Clock;
  /** A random token for the lease. */
  readonly token: string;
}

/** By then a takeover has recorded what it found. */
const SETTLE_MS = 1_000;
/** At most one sweep in the whole deployment in this time: it costs a request of the smallest budget. */
const PACE_MS = 60_000;
const EVERY_MS = 60 * 60_000;
/** After this many failures in a row, waits for the next suggestion or the next hour. */
const MOST_FAILURES = 5;
/** How many of the newest hunts to check: their calls may still be up. */
const RECENT_HUNTS = 50;
/** Since when the record in this store is complete. Without it, calls older than this store would wrongly look orphaned. */
const SINCE_KEY = 'sweep:since';

/** Finds calls on our lines that no hunt wants and drops them, with an entry in the log and the audit. */
export function createSweeper(options: SweeperOptions): Sweeper {
  const { store, hunts, finder, phone, numbers, audit, log, clock, token } = options;
  let cancelSoon: (() => void) | undefined;
  let cancelHourly = (): void => {};
  let failures = 0;
  let stopped = false;

  const plan = (delayMs: number): void => {
    if (stopped || cancelSoon !== undefined) return;
    cancelSoon = clock.setTimer(() => {
      cancelSoon = undefined;
      void run();
    }, delayMs);
  };

  const knownSince = async (): Promise<number> => {
    await store.setIfAbsent(SINCE_KEY, String(clock.now()));
    return Number(await store.get(SINCE_KEY)) || clock.now();
  };

  const run = async (): Promise<void> => {
    try {
      const since = await knownSince();
      // The lease is not released: nobody else needs to sweep until it expires.
      const ours = await store.acquire('sweep', token, PACE_MS - SETTLE_MS);
      const isClear = ours && (await sweep(since));
      failures = 0;
      if (!isClear) plan(PACE_MS);
    } catch (error) {
      failures += 1;
      log.warn({ reason: reasonOf(error), failures }, 'Could not check for leftover calls');
      if (failures < MOST_FAILURES) plan(PACE_MS);
    }
  };

  /** True when nothing needs another look. */
  const sweep = async (since: number): Promise<boolean> => {
    const before = await known();
    const lines = new Map(before.flatMap((hunt) => hunt.lines.map((line) => [line.id, line])));
    if (lines.size === 0) return true;
    const dialled = new Set([...numbers(), ...before.map(({ destination }) => destination.number)]);
    const seen = await finder.callsOn([...lines.values()], [...dialled]);
    if (seen.length === 0) return true;
    // Read again: a call that began or was recorded in the meantime is wanted.
    const after = await known();
    const cleared = await Promise.all(
      seen.map(async (call) => {
        const verdict = sweepVerdict(call, after, since);
        return verdict.is === 'unwanted' ? drop(call, verdict) : verdict.is !== 'undecided';
      }),
    );
    return cleared.every(Boolean);
  };

  const known = async () => {
    const all = [...(await hunts.open()), ...(await hunts.recent(RECENT_HUNTS))];
    return [...new Map(all.reverse().map((hunt) => [hunt.huntId, hunt])).values()];
  };

  const drop = async (
    { line, sessionId, partyId }: SeenCall,
    { huntId, why }: { readonly huntId?: string; readonly why: string },
  ): Promise<boolean> => {
    const gone = await phone.drop({ callId: `swept:${sessionId}`, line, sessionId, partyId }).catch(() => false);
    const hunt = huntId === undefined ? {} : { huntId };
    log.warn({ ...hunt, lineId: line.id, sessionId, gone, why }, 'Found a call that no hunt wants; dropping it');
    const about = huntId === undefined ? {} : { hunt: huntId };
    const outcome = gone ? 'done' : 'failed';
    audit.record({ by: THE_BOT, act: 'drop-line', outcome, about: line.name, why, ...about });
    return gone;
  };

  return {
    start() {
      plan(SETTLE_MS);
      const hourly = (): void => {
        failures = 0;
        plan(SETTLE_MS);
        cancelHourly = clock.setTimer(hourly, EVERY_MS);
      };
      cancelHourly = clock.setTimer(hourly, EVERY_MS);
    },
    suggest() {
      failures = 0;
      plan(SETTLE_MS);
    },
    stop() {
      stopped = true;
      cancelSoon?.();
      cancelHourly();
    },
  };
}
