import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

/**
 * The rules of proof: whoever hears a code on an extension's phone and types it into Slack owns that extension. Times
 * are in ms.
 */
export const PROOF_LIMITS = {
  /** Long enough to hear the code twice and find the form again. */
  validMs: 5 * 60_000,
  wrongTries: 3,
  /**
   * Calls with a code within `callsWithinMs`, per person and per extension: nine guesses an hour among a million codes.
   */
  calls: 3,
  callsWithinMs: 3_600_000,
} as const;

const CODE_DIGITS = 6;

export const proofSchema = z.object({
  extensionId: z.string(),
  salt: z.string(),
  /** The hash of the code; the code itself is not stored anywhere. */
  hash: z.string(),
  /** Epoch ms. */
  until: z.number(),
  wrong: z.number(),
});
/** A code that was spoken, or is being spoken, and has not been typed yet. */
export type Proof = z.infer<typeof proofSchema>;

/** Draws six digits; `randomBelow` returns a random integer below its argument. */
export function drawCode(randomBelow: (limit: number) => number): string {
  return String(randomBelow(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
}

/** The six digits a person typed, however they are spaced; undefined when it is not a code. */
export function readCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s.-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

/** Slow on purpose: somebody who can read the store cannot try a million codes before the code expires. */
export async function hashCode(code: string, salt: string): Promise<string> {
  const hash = (await promisify(scrypt)(code, salt, 32)) as Buffer;
  return hash.toString('hex');
}

export type Judgment =
  | { readonly verdict: 'right' | 'used-up' | 'none'; readonly after: undefined }
  | { readonly verdict: 'wrong'; readonly triesLeft: number; readonly after: Proof };

/** Checks the hash of a typed code against the proof. `none`: no code is waiting for this extension. */
export function judge(proof: Proof | undefined, extensionId: string, hash: string, now: number): Judgment {
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

/** The calls (epoch ms) that still count toward the limit. */
export function recentCalls(calls: readonly number[], now: number): readonly number[] {
  return calls.filter((at) => at > now - PROOF_LIMITS.callsWithinMs && at <= now);
}

/** When the next call may be made: now, or once the oldest call that counts is an hour old. */
export function nextCallAt(calls: readonly number[], now: number): number {
  const recent = recentCalls(calls, now).toSorted((a, b) => a - b);
  const blocking = recent[recent.length - PROOF_LIMITS.calls];
  return blocking === undefined ? now : blocking + PROOF_LIMITS.callsWithinMs;
}
