import { parameterOf } from './address.js';
import { header, type SipMessage } from './message.js';
import { LONGEST_SECONDS, statedSeconds } from './stated-time.js';

/** Session timers (RFC 4028): the interval we ask for, as RingCentral's own softphone does, and the shortest we accept. */
export const SESSION_SECONDS = 1800;
export const LEAST_SESSION_SECONDS = 90;

export interface SessionTerms {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | undefined;
}

/** What a message says about refreshing the session; undefined if nothing. The interval is kept between `leastSeconds` and a day. */
export function sessionTerms(message: SipMessage, leastSeconds: number): SessionTerms | undefined {
  const stated = header(message, 'Session-Expires');
  const seconds = statedSeconds(stated, [leastSeconds, LONGEST_SECONDS]);
  if (stated === undefined || seconds === undefined) return undefined;
  const refresher = parameterOf(stated, 'refresher')?.replaceAll('"', '').toLowerCase();
  return { seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}
