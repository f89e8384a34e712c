import { z } from 'zod';
import { LIMITS } from './limits.js';

/** The action ids, once. */
export const ACTIONS = {
  take: 'take-call',
  stop: 'stop-hunt',
  drop: 'drop-line',
  hear: 'hear-someone',
  press: 'press-for-me',
} as const;

const id = z.string().min(1).max(200);
const shape = z.object({ hunt: id, offer: id.optional(), line: id.optional(), call: id.optional() });

/** What a button is about; only ids, since its value is visible to the client. */
export interface ButtonValue {
  readonly hunt: string;
  readonly offer?: string | undefined;
  readonly line?: string | undefined;
  readonly call?: string | undefined;
}

export function writeValue(value: ButtonValue): string {
  return JSON.stringify(value);
}

/** Undefined when the value is not one of ours: buttons can be forged, and old ones stay clickable for ever. */
export function readValue(text: string | undefined): ButtonValue | undefined {
  if (text === undefined || text.length > LIMITS.buttonValue) return undefined;
  try {
    const parsed = shape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
