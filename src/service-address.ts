import { z } from 'zod';

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of a service that is sent secrets: `https://`, or plain `http://` on this machine alone; without a user's name
 * or password in it.
 */
export function serviceAddress(example: string) {
  return z
    .url(`must be a URL such as ${example}`)
    .refine(
      (address) => isSafe(address),
      'must begin with https:// (plain http:// only on this machine), without a user name or password in it',
    );
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}
