import { header, type SipMessage } from './message.js';

/** Session timers (RFC 4028): the interval we ask for, as RingCentral's own softphone does, and the least we take. */
export const SESSION_SECONDS = 1800;
export const LEAST_SESSION_SECONDS = 90;

export interface SessionTerms {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | undefined;
}

/** What a message says about the session's refreshing; undefined when nothing. */
export function sessionTerms(message: SipMessage): SessionTerms | undefined {
  const match = /^(\d+)\s*(?:;.*)?$/.exec(header(message, 'Session-Expires') ?? '');
  if (match?.[1] === undefined) return undefined;
  const refresher = /;\s*refresher\s*=\s*"?(uac|uas)/i.exec(match[0])?.[1]?.toLowerCase();
  return { seconds: Number(match[1]), refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}
