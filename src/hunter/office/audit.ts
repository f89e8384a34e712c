import { z } from 'zod';
import { reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { systemClock } from '../base/system-clock.js';
import type { Store } from '../ports/store.js';

/** The recorded acts, named as people would name them. */
export const AUDIT_ACTS = [
  'start-hunt',
  'stop-hunt',
  'claim',
  'transfer',
  'drop-line',
  'press-key',
  'choose-callback',
  'teach',
  'hunt-ended',
  'link',
  'sign-in',
  'settings',
  'pool',
  'destination',
  'lines',
  'pause',
  'resume',
  'audit',
  'other',
] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

const shape = z.object({
  at: z.number(),
  by: z.string(),
  act: z.enum(AUDIT_ACTS),
  outcome: z.enum(['done', 'refused', 'failed']),
  hunt: z.string().optional(),
  about: z.string().optional(),
  why: z.string().optional(),
});

/**
 * Who did what, when, to which hunt, and how it went. `by` is a Slack user id or the bot's own name; `at` is epoch ms.
 */
export type AuditEntry = z.infer<typeof shape>;

export interface Audit {
  /** Records an entry. Never throws and never waits; a failed write to the store is retried. */
  record(entry: Omit<AuditEntry, 'at'> & { readonly at?: number }): void;
  /** Entries between `from` and `to` (epoch ms), newest first. */
  read(span: { readonly from: number; readonly to: number; readonly limit: number }): Promise<readonly AuditEntry[]>;
  /** Resolves when everything recorded so far has been written, or could not be. */
  flush(): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;
const MOST_A_DAY = 200_000;
/** Entries held while the store is unreachable; beyond this the oldest are lost, with a line in the log. */
const MOST_WAITING = 10_000;
const RETRY_MS = 1_000;
const LONGEST_TEXT = 200;

/** Append-only: one log per day in the store, which expires after `keepDays`. */
export function createAudit(options: {
  readonly store: Pick<Store, 'appendLog' | 'readLog'>;
  readonly log: Log;
  readonly keepDays: number;
  readonly clock?: Clock;
}): Audit {
  const { store, log, keepDays, clock = systemClock } = options;
  const limits = { keepMs: keepDays * DAY_MS, maxEntries: MOST_A_DAY };
  const waiting: AuditEntry[] = [];
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    for (let entry = waiting[0]; entry !== undefined; entry = waiting[0]) {
      const bytes = Buffer.from(JSON.stringify(entry));
      try {
        await store.appendLog(keyOf(entry.at), bytes, limits);
        if (waiting[0] === entry) waiting.shift();
      } catch (error) {
        log.warn({ reason: reasonOf(error), waiting: waiting.length }, 'The audit could not be written; retrying');
        clock.setTimer(kick, RETRY_MS);
        return;
      }
    }
  };
  const kick = (): void => {
    writing ??= write().finally(() => {
      writing = undefined;
    });
  };

  return {
    record(entry) {
      const { about, why } = entry;
      waiting.push({
        ...entry,
        at: entry.at ?? clock.now(),
        ...(about === undefined ? {} : { about: withoutNumbers(about) }),
        ...(why === undefined ? {} : { why: withoutNumbers(why) }),
      });
      if (waiting.length > MOST_WAITING) {
        waiting.shift();
        log.error({}, 'The audit lost an entry: the store has been unreachable for too long');
      }
      kick();
    },
    async read({ from, to, limit }) {
      const found: AuditEntry[] = [];
      const newest = Math.min(to, clock.now());
      const oldest = Math.max(from, newest - keepDays * DAY_MS);
      for (let day = newest; keyOf(day) >= keyOf(oldest) && found.length < limit; day -= DAY_MS) {
        const entries = (await store.readLog(keyOf(day))).map(({ bytes }) => parse(bytes));
        const fit = entries.filter((entry) => entry !== undefined && entry.at >= from && entry.at <= to);
        found.push(...fit.filter((entry) => entry !== undefined).reverse());
      }
      return found.slice(0, limit);
    },
    async flush() {
      while (writing !== undefined) await writing;
    },
  };
}

/** Phone numbers stay out of the audit: runs of seven or more digits are cut to their last two. */
export function withoutNumbers(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replace(/\+?\d(?:[\s().-]{0,2}\d){6,}/g, (number) => `…${number.replace(/\D/g, '').slice(-2)}`);
}

const keyOf = (at: number): string => `audit:${new Date(at).toISOString().slice(0, 10)}`;

function parse(bytes: Uint8Array): AuditEntry | undefined {
  try {
    return shape.safeParse(JSON.parse(Buffer.from(bytes).toString())).data;
  } catch {
    return undefined;
  }
}
