import { z } from 'zod';
import type { MenuStep } from '../terms.js';

/** The format of menu scripts in files and in the store. */

const key = z.enum(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'], {
  error: 'must be one phone key, as a string',
});
const label = z.string().min(1).max(60);
const guardMs = z.number().int().min(1_000).max(1_800_000);
const silenceMs = z.number().int().min(100).max(10_000);

const awaits = z.union(
  [
    z.strictObject({ recording: z.string().min(1).max(200) }),
    z.strictObject({ silenceMs }),
    z.strictObject({ tone: z.literal(true) }),
  ],
  { error: 'must be {"silenceMs": 100 to 10000}, {"recording": "its id"} or {"tone": true}' },
);

const OUTCOMES = ['on-hold', 'too-busy', 'closed', 'callback-offer', 'voice-challenge', 'agent'] as const;

const then = z.union(
  [
    z.strictObject({ press: key }),
    z.strictObject({ waitMs: z.number().int().min(0).max(600_000) }),
    z.strictObject({ outcome: z.enum(OUTCOMES) }),
  ],
  { error: `must be {"press": "1"}, {"waitMs": 0 to 600000} or {"outcome": one of ${OUTCOMES.join(', ')}}` },
);

const fullStep = z.strictObject({ label, awaits, then, guardMs });
/** The short form of the most common step: after speech and this much silence, press a key. */
const shortStep = z.strictObject({ label, silenceMs, press: key, guardMs });

const isShort = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !('awaits' in value) && !('then' in value);

/** A step in full, or in the short form `{label, silenceMs, press, guardMs}`. */
const menuStep = z.unknown().transform((value, context): MenuStep => {
  const read = isShort(value) ? shortStep.safeParse(value) : fullStep.safeParse(value);
  if (!read.success) {
    for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  }
  if (!('press' in read.data)) return read.data;
  const { press, silenceMs: silence, ...step } = read.data;
  return { ...step, awaits: { silenceMs: silence }, then: { press } };
});

/** Lessons can have more keys than a script written by hand. */
const MOST_STEPS = 40;

export const menuSchema = z.array(menuStep).max(MOST_STEPS);
/** How to accept a callback offer. */
export const callbackSchema = z
  .array(z.union([key, z.literal('number')], { error: 'must be a key or "number"' }))
  .min(1)
  .max(8);
