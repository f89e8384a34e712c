import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Store } from '../../hunter/ports/store.js';

/** A secret that stands for a value, works once, and expires. The store has only its hash. */
export interface OneTime<T> {
  issue(value: T): Promise<string>;
  /** Reads the value without using up the secret. */
  look(secret: string): Promise<Taken<T>>;
  /** Uses up the secret: across all processes, only one caller gets the value. */
  take(secret: string): Promise<Taken<T>>;
}

export type Taken<T> =
  | { readonly state: 'good'; readonly value: T }
  | { readonly state: 'unknown' | 'used' | 'expired' };

const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** How long an expired secret is remembered, so that people can be told it has expired. */
const REMEMBERED_MS = 3_600_000;

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Secrets of one kind, each good for `lastsMs`. */
export function createOneTime<T>(options: {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly lastsMs: number;
  readonly store: Pick<Store, 'get' | 'set' | 'setIfAbsent' | 'delete'>;
  readonly now: () => number;
}): OneTime<T> {
  const { name, schema, lastsMs, store, now } = options;
  const keyOf = (secret: string): string => `oauth:${name}:${hashOf(secret)}`;
  const usedKeyOf = (secret: string): string => `${keyOf(secret)}:used`;

  const look = async (secret: string): Promise<Taken<T>> => {
    if (!SECRET.test(secret)) return { state: 'unknown' };
    // In this order: whoever uses it marks it first and deletes it then, so one that is gone was used if it carries the mark.
    const kept = await store.get(keyOf(secret));
    if ((await store.get(usedKeyOf(secret))) !== undefined) return { state: 'used' };
    if (kept === undefined) return { state: 'unknown' };
    const { until, value } = JSON.parse(kept) as { until: number; value: unknown };
    return now() > until ? { state: 'expired' } : { state: 'good', value: schema.parse(value) };
  };

  return {
    look,
    async issue(value) {
      const secret = newSecret();
      await store.set(keyOf(secret), JSON.stringify({ until: now() + lastsMs, value }), lastsMs + REMEMBERED_MS);
      return secret;
    },
    async take(secret) {
      const found = await look(secret);
      if (found.state !== 'good') return found;
      if (!(await store.setIfAbsent(usedKeyOf(secret), '1', lastsMs + REMEMBERED_MS))) return { state: 'used' };
      await store.delete(keyOf(secret));
      return found;
    },
  };
}
