import { z } from 'zod';

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of a service that receives secrets: `https://`, or plain `http://` on this machine only; without a user name or password in
 * it.
 */
export function serviceAddress(example: string) {
  return z
    .url(`must be a URL such as ${example}`)
    .refine(
      (address) => isSafe(address),
      'must begin with https:// (plain http:// only on this machine), without a user name or password in it',
    );
}

/** The service runs on this machine, so it is not the real one. */
export function isOnThisMachine(address = ''): boolean {
  return URL.canParse(address) && LOOPBACK.test(new URL(address).hostname);
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isOnThisMachine(address));
}
