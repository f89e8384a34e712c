import { randomBytes, randomInt } from 'node:crypto';

/** Who is who in the practice workspace. */
export const TEAM = { id: 'T0PRACTICE', domain: 'practice-tax', name: 'Practice Tax' } as const;
export const APP = {
  id: 'A0HUNTER',
  botId: 'B0HUNTER',
  userId: 'U0HUNTER',
  name: 'Hold Hunter',
  handle: 'holdhunter',
} as const;
export const CALLS_CHANNEL = { id: 'C0CALLS', name: 'tax-calls' } as const;
/** A public channel that the bot is not a member of. */
export const LOBBY_CHANNEL = { id: 'C0LOBBY', name: 'lobby' } as const;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A random id in Slack's manner, e.g. `V8K2…`. */
export function randomId(prefix: string, length = 10): string {
  return prefix + Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** A random secret of this many bytes, in hex. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** Message stamps: seconds with six places, each greater than the last. */
export class Stamps {
  #last = 0;

  next(): string {
    this.#last = Math.max(this.#last + 1, Date.now() * 1000);
    return stamp(this.#last);
  }
}

function stamp(micros: number): string {
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
}

/** The moment of an action: a stamp of now, not necessarily unique. */
export function nowStamp(): string {
  return stamp(Date.now() * 1000);
}
