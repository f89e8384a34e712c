import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The secret that comes back with each delivery. It is derived from what only
 * this app knows, so that all processes know it and it is stored nowhere.
 */
export function webhookSecret(key: string | Buffer, address: string): string {
  return createHmac('sha256', key).update(`ringcentral events to ${address}`).digest('base64url');
}

/** Whether one of the given values is the secret; takes the same time for any input. */
export function isSecret(secret: string, given: readonly (string | undefined)[]): boolean {
  const right = digest(secret);
  return given.filter((value) => value !== undefined && timingSafeEqual(digest(value), right)).length > 0;
}

/** Identifies an address and a secret without revealing the secret. */
export function markOf(address: string, secret: string): string {
  return digest(`${address}\n${secret}`).toString('hex').slice(0, 16);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
