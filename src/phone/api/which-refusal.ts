import type { RefusalName } from './refusals.js';

/** Whether the session of the call shows a party that was called. `unknown`: nobody has looked, or could. */
export type Callee = 'shown' | 'none' | 'unknown';

/**
 * A call of ours by the status that ended it. RingCentral answers a wrong number, one that cannot be reached and a phone without a
 * valid emergency address all with 486, after a 183; only a number that is really busy has a party of its own in the session.
 */
export function refusalOfStatus(status: number, callee: Callee): RefusalName {
  if (status === 486 || status === 600) return LIKE_BUSY[callee];
  if (status === 603) return callee === 'shown' ? 'declined' : 'barred';
  if (status >= 500 && status < 600) return 'service-trouble';
  return BY_STATUS[status] ?? 'call-refused';
}

const LIKE_BUSY = { shown: 'busy', none: 'not-reached', unknown: 'perhaps-busy' } as const;

const BY_STATUS: Readonly<Record<number, RefusalName>> = {
  401: 'wrong-password',
  403: 'barred',
  404: 'unknown-number',
  406: 'no-common-sound',
  407: 'wrong-password',
  408: 'no-answer',
  415: 'no-common-sound',
  480: 'no-answer',
  484: 'unknown-number',
  487: 'ended-early',
  488: 'no-common-sound',
  604: 'unknown-number',
  606: 'no-common-sound',
};

/** A line’s phone by the status that refused its registration; credentials are read right before each start. */
export function refusalOfRegistration(status: number): RefusalName {
  if (status === 403 || status === 603) return 'signed-in-elsewhere';
  return status === 401 || status === 407 || status === 404 ? 'wrong-password' : 'phone-trouble';
}

/** A party that left with this reason (letters only, lower case); undefined when the reason refuses nothing. */
export function refusalOfReason(reason: string): RefusalName | undefined {
  return BY_REASON.get(reason);
}

/** A map, since the words come from outside. */
const BY_REASON: ReadonlyMap<string, RefusalName> = new Map<string, RefusalName>([
  ['targetbusy', 'busy'],
  ['noanswer', 'no-answer'],
  ['timeout', 'no-answer'],
  ['rejected', 'declined'],
  ['internalerror', 'service-trouble'],
  ['invalidnumber', 'unknown-number'],
  ['nosuchuser', 'unknown-number'],
  ['internationaldisabled', 'barred'],
  ['destinationblocked', 'barred'],
  ['notenoughfunds', 'no-credit'],
]);

/** An answer of the API that refuses. */
interface ApiReply {
  /** The HTTP status. */
  readonly status: number;
  /** RingCentral’s own code, such as `CMN-408` or `TAS-106`. */
  readonly errorCode?: string | undefined;
  /** The path that was asked for. */
  readonly path: string;
}

/**
 * What an answer of the API refuses. Permissions have codes of their own; else the HTTP status decides. Live calls of another
 * extension may be closed even to an administrator (the vendor’s developer blog, 2020).
 */
export function refusalOfReply({ status, errorCode, path }: ApiReply): RefusalName {
  if (errorCode === 'CMN-401') return 'app-permission';
  if (errorCode === 'CMN-408' || errorCode === 'CMN-419') return 'user-permission';
  if (status === 403 && LIVE_CALL.test(path)) return 'anothers-call';
  if (status === 400 || errorCode === 'CMN-101') return 'not-valid';
  if (status >= 500) return 'api-trouble';
  return BY_HTTP[status] ?? 'not-understood';
}

const LIVE_CALL = /\/telephony\/sessions\//;

const BY_HTTP: Readonly<Record<number, RefusalName>> = {
  401: 'not-signed-in',
  403: 'not-allowed',
  404: 'not-there',
  409: 'wrong-state',
  429: 'too-many-requests',
};
