import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Whoever hears a code on an extension's phone and types it into Slack has that extension. All times in ms. */
export const PROOF_LIMITS = {
  /** Long enough to hear it twice and find the form again. */
  validMs: 5 * 60_000,
  wrongTries: 3,
  /** Calls to say a code within `callsWithinMs`, a person and an extension: nine guesses an hour at a million codes. */
  calls: 3,
  callsWithinMs: 3_600_000,
} as const;

const CODE_DIGITS = 6;

export const proofSchema = z.object({
  extensionId: z.string(),
  salt: z.string(),
  /** Of the code; the code itself is kept nowhere. */
  hash: z.string(),
  /** Epoch ms. */
  until: z.number(),
  wrong: z.number(),
});
/** A code that was said, or is being said, and waits to be typed. */
export type Proof = z.infer<typeof proofSchema>;

/** Six digits from a random whole number below the given one. */
export function drawCode(randomBelow: (limit: number) => number): string {
  return String(randomBelow(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
}

/** The digits somebody typed, however they are spaced; undefined when they are not a code's. */
export function readCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s.-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

/** Slow on purpose: whoever reads the store can't try a million codes before the code is void. */
export async function hashCode(code: string, salt: string): Promise<string> {
  const hash = (await promisify(scrypt)(code, salt, 32)) as Buffer;
  return hash.toString('hex');
}

export type Judgement =
  | { readonly verdict: 'right' | 'used-up' | 'none'; readonly after: undefined }
  | { readonly verdict: 'wrong'; readonly triesLeft: number; readonly after: Proof };

/** What a typed code, given as its hash, does to the proof. `none`: no code waits for this extension, or not any more. */
export function judge(proof: Proof | undefined, extensionId: string, hash: string, now: number): Judgement {
  if (proof === undefined || proof.extensionId !== extensionId || now >= proof.until)
    return { verdict: 'none', after: undefined };
  if (same(proof.hash, hash)) return { verdict: 'right', after: undefined };
  const after = { ...proof, wrong: proof.wrong + 1 };
  const triesLeft = PROOF_LIMITS.wrongTries - after.wrong;
  return triesLeft > 0 ? { verdict: 'wrong', triesLeft, after } : { verdict: 'used-up', after: undefined };
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}

/** The calls (epoch ms) that still count. */
export function recentCalls(calls: readonly number[], now: number): readonly number[] {
  return calls.filter((at) => at > now - PROOF_LIMITS.callsWithinMs && at <= now);
}

/** When the next call may be made: now, or once the oldest that counts is an hour ago. */
export function nextCallAt(calls: readonly number[], now: number): number {
  const recent = recentCalls(calls, now).toSorted((a, b) => a - b);
  const blocking = recent[recent.length - PROOF_LIMITS.calls];
  return blocking === undefined ? now : blocking + PROOF_LIMITS.callsWithinMs;
}
