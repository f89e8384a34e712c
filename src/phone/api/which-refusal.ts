import type { RefusalName } from './refusals.js';

/** Whether the call's session shows a party that was called. `unknown`: nobody has looked, or could. */
export type Callee = 'shown' | 'none' | 'unknown';

/**
 * The refusal of one of our calls, by the status that ended it. RingCentral answers 486 (after
 * a 183) for a wrong number, for one that cannot be reached, and for a phone without a valid
 * emergency address. Only a number that is really busy has a party of its own in the session.
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

/** The refusal of a registration, by its status. Credentials are read right before each start. */
export function refusalOfRegistration(status: number): RefusalName {
  if (status === 403 || status === 603) return 'signed-in-elsewhere';
  return status === 401 || status === 407 || status === 404 ? 'wrong-password' : 'phone-trouble';
}

/** The refusal for a party that left with this reason (letters only, lower case); undefined when the reason is not a refusal. */
export function refusalOfReason(reason: string): RefusalName | undefined {
  return BY_REASON.get(reason);
}

/** A map rather than an object, since the keys come from outside. */
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

/** A refusal by the API. */
interface ApiReply {
  /** The HTTP status. */
  readonly status: number;
  /** RingCentral’s own code, such as `CMN-408` or `TAS-106`. */
  readonly errorCode?: string | undefined;
  /** The path requested. */
  readonly path: string;
}

/**
 * Which refusal an answer of the API means. Permissions have codes of their own; for anything else the HTTP status decides. Live calls of
 * another extension may be off limits even to an administrator (RingCentral’s developer blog, 2020).
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
