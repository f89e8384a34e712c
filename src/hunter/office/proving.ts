import { z } from 'zod';
import { reasonOf } from '../base/bounded.js';
import type { Log } from '../base/log.js';
import type { CodeRequest, Phone, SpokenOutcome } from '../ports/phone.js';
import type { Store } from '../ports/store.js';
import type { Line } from '../terms.js';
import { hashCode, judge, nextCallAt, PROOF_LIMITS, type Proof, proofSchema, readCode, recentCalls } from './proof.js';

export interface ProofAsk {
  /** A Slack user id. */
  readonly userId: string;
  readonly target: CodeRequest['target'];
  /** Lines that may be free, the best first. */
  readonly lines: readonly Line[];
  readonly maxRingMs: number;
}

export type Begun =
  /** The phone is ringing; `over` resolves with the result and never rejects. */
  | { readonly begun: true; readonly over: Promise<SpokenOutcome> }
  | { readonly begun: false; readonly why: 'no-line' | 'under-way' }
  /** Not before `at` (epoch ms). */
  | { readonly begun: false; readonly why: 'too-many-calls'; readonly at: number };

export type Guessed =
  | { readonly verdict: 'right' | 'used-up' | 'none' | 'not-a-code' | 'at-it' }
  | { readonly verdict: 'wrong'; readonly triesLeft: number };

/** Proves that an extension belongs to a person, by a code spoken on its phone; shared by all processes. */
export interface Proving {
  begin(ask: ProofAsk): Promise<Begun>;
  guess(userId: string, extensionId: string, typed: string): Promise<Guessed>;
}

/** Longer than any call with a code: registering the line, up to two minutes of ringing, two readings. */
const CALL_LEASE_MS = 5 * 60_000;
const GUESS_LEASE_MS = 10_000;

type Keeping = Pick<Store, 'acquire' | 'release' | 'get' | 'set' | 'delete'>;

export function createProving(options: {
  readonly store: Keeping;
  readonly speakCode: Phone['speakCode'];
  /** Six random digits. */
  readonly newCode: () => string;
  /** A random, unique id, for salts and lease tokens. */
  readonly newId: () => string;
  readonly log: Log;
  readonly now: () => number;
}): Proving {
  const { store, speakCode, newCode, newId, log, now } = options;
  const keyOf = (userId: string) => `proof:${userId}`;

  const free = (names: readonly string[], token: string): void => {
    for (const name of names) {
      store.release(name, token).catch((error: unknown) => {
        log.warn({ name, reason: reasonOf(error) }, 'A lease of a proof could not be released; it will expire');
      });
    }
  };

  /** Takes all of these leases, or none if any is taken. */
  const takeAll = async (names: readonly string[], token: string): Promise<boolean> => {
    for (const [index, name] of names.entries()) {
      if (await store.acquire(name, token, CALL_LEASE_MS)) continue;
      free(names.slice(0, index), token);
      return false;
    }
    return true;
  };

  /** Uses the same lease as a hunt's call, so that a line is never in both. */
  const takeLine = async (lines: readonly Line[], token: string): Promise<Line | undefined> => {
    for (const line of lines) if (await store.acquire(`line:${line.id}`, token, CALL_LEASE_MS)) return line;
    return undefined;
  };

  const callsOf = async (key: string): Promise<readonly number[]> =>
    recentCalls(readJson(z.array(z.number()), await store.get(key)) ?? [], now());

  const call = async (request: CodeRequest, userId: string): Promise<SpokenOutcome> => {
    const salt = newId();
    const hash = await hashCode(request.digits, salt);
    const until = now() + PROOF_LIMITS.validMs;
    const proof: Proof = { extensionId: request.target.extensionId, salt, hash, until, wrong: 0 };
    // Store it before speaking: a quick person types it while it is still being repeated.
    await store.set(keyOf(userId), JSON.stringify(proof), PROOF_LIMITS.validMs);
    let heard = false;
    try {
      const outcome = await speakCode(request);
      heard = outcome.outcome === 'spoken';
      return outcome;
    } finally {
      if (!heard) await store.delete(keyOf(userId));
    }
  };

  return {
    async begin({ userId, target, lines, maxRingMs }) {
      const token = newId();
      const leases = [`proof-call:${userId}`, `proof-call:extension:${target.extensionId}`];
      if (!(await takeAll(leases, token))) return { begun: false, why: 'under-way' };
      const refuse = (refusal: Extract<Begun, { begun: false }>): Begun => {
        free(leases, token);
        return refusal;
      };
      let line: Line | undefined;
      try {
        const counters = [`proof-calls:${userId}`, `proof-calls:extension:${target.extensionId}`];
        const calls = await Promise.all(counters.map(callsOf));
        const at = Math.max(...calls.map((each) => nextCallAt(each, now())));
        if (at > now()) return refuse({ begun: false, why: 'too-many-calls', at });
        line = await takeLine(lines, token);
        if (line === undefined) return refuse({ begun: false, why: 'no-line' });
        for (const [index, counter] of counters.entries()) {
          const counted = JSON.stringify([...(calls[index] ?? []), now()]);
          await store.set(counter, counted, PROOF_LIMITS.callsWithinMs);
        }
      } catch (error) {
        free([...leases, ...(line === undefined ? [] : [`line:${line.id}`])], token);
        throw error;
      }
      const taken = [...leases, `line:${line.id}`];
      const over = call({ line, target, digits: newCode(), maxRingMs }, userId)
        .catch((error: unknown): SpokenOutcome => {
          log.error({ reason: reasonOf(error) }, 'A code could not be spoken');
          return { outcome: 'refused', reason: 'Something went wrong on our side.' };
        })
        .finally(() => free(taken, token));
      return { begun: true, over };
    },

    async guess(userId, extensionId, typed) {
      const code = readCode(typed);
      if (code === undefined) return { verdict: 'not-a-code' };
      const lease = `proof-guess:${userId}`;
      const token = newId();
      // One guess at a time; otherwise two clicks would count as one wrong try.
      if (!(await store.acquire(lease, token, GUESS_LEASE_MS))) return { verdict: 'at-it' };
      try {
        const proof = readJson(proofSchema, await store.get(keyOf(userId)));
        const hash = await hashCode(code, proof?.salt ?? '');
        const judged = judge(proof, extensionId, hash, now());
        const { after } = judged;
        if (after !== undefined)
          await store.set(keyOf(userId), JSON.stringify(after), Math.max(1, after.until - now()));
        else if (proof !== undefined && judged.verdict !== 'none') await store.delete(keyOf(userId));
        return judged.verdict === 'wrong'
          ? { verdict: 'wrong', triesLeft: judged.triesLeft }
          : { verdict: judged.verdict };
      } finally {
        free([lease], token);
      }
    },
  };
}

function readJson<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
