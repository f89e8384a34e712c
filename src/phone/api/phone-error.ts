import { listOf, objectOf, textOf } from './readers.js';
import { REFUSALS, type Refusal, type RefusalName } from './refusals.js';
import { refusalOfReply } from './which-refusal.js';

/**
 * What can go wrong between us and RingCentral:
 * - `budget`: our own request budget or a penalty does not allow the request in time; nothing was sent.
 * - `unreachable`: no answer (refused, reset, too slow); whether the request was carried out is unknown.
 * - `nonsense`: something answered, but not with a reply of this API.
 * - `sign-in`: no valid token is available.
 * - `app-permission`, `user-permission`, `forbidden`: 403, by what is missing.
 * - `rejected`: 400, the request itself is wrong; `not-found`: 404; `wrong-state`: 409; `too-many`: 429; `server`: 5xx.
 */
export type PhoneErrorCode =
  | 'budget'
  | 'unreachable'
  | 'nonsense'
  | 'sign-in'
  | 'app-permission'
  | 'user-permission'
  | 'forbidden'
  | 'rejected'
  | 'not-found'
  | 'wrong-state'
  | 'too-many'
  | 'server'
  | 'line';

export interface PhoneErrorDetails {
  readonly code: PhoneErrorCode;
  /** What happened, in one plain sentence without anybody's number. */
  readonly what: string;
  /** What a person can do about it, in one sentence; empty when only waiting helps. */
  readonly todo?: string;
  readonly retryable: boolean;
  readonly status?: number;
  /** RingCentral's own code, such as `CMN-408`. */
  readonly errorCode?: string;
  /** The parameter RingCentral objected to. */
  readonly parameter?: string;
  /** For `too-many`: what the Retry-After header asked for. */
  readonly retryAfterMs?: number;
}

/** A failure of the phone. Its message says what happened and what to do, and contains no request, token or number. */
export class PhoneError extends Error {
  readonly code: PhoneErrorCode;
  /** What happened, without the advice. */
  readonly what: string;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly parameter: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(details: PhoneErrorDetails) {
    super(details.todo ? `${details.what} ${details.todo}` : details.what);
    this.name = 'PhoneError';
    this.code = details.code;
    this.what = details.what;
    this.retryable = details.retryable;
    this.status = details.status;
    this.errorCode = details.errorCode;
    this.parameter = details.parameter;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** A reply with an error status, as the REST client read it. */
export interface ErrorReply {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs?: number;
}

/** Turns an error reply into a sentence for people. `doing` completes “RingCentral refused …”, e.g. `to read the extensions`. */
export function errorOfReply(doing: string, reply: ErrorReply, path = ''): PhoneError {
  const { status } = reply;
  const { errorCode, parameter, permission } = readBody(reply.body);
  const name = refusalOfReply({ status, errorCode, path });
  const { what, todo, retry }: Refusal = REFUSALS[name];
  const code = CODES[name] ?? 'nonsense';
  return new PhoneError({
    code,
    what: `RingCentral refused ${doing}: ${asEnding(named(what, parameter, permission))}${codeOf(code, status, errorCode)}.`,
    todo,
    retryable: retry === 'later',
    status,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(code !== 'too-many' || reply.retryAfterMs === undefined ? {} : { retryAfterMs: reply.retryAfterMs }),
  });
}

const CODES: Readonly<Partial<Record<RefusalName, PhoneErrorCode>>> = {
  'app-permission': 'app-permission',
  'user-permission': 'user-permission',
  'anothers-call': 'forbidden',
  'not-allowed': 'forbidden',
  'not-valid': 'rejected',
  'not-signed-in': 'sign-in',
  'not-there': 'not-found',
  'wrong-state': 'wrong-state',
  'too-many-requests': 'too-many',
  'api-trouble': 'server',
};

/** The sentence, with the name of what is missing or wrong if RingCentral gave it. */
function named(what: string, parameter: string | undefined, permission: string | undefined): string {
  if (permission !== undefined) return what.replace(' a permission', ` the permission ${permission}`);
  return parameter === undefined ? what : what.replace('The request', `The value of ${parameter}`);
}

/** A sentence in a form that can end another one. */
function asEnding(sentence: string): string {
  const rest = sentence.replace(/\.$/, '');
  return rest.startsWith('RingCentral')
    ? rest.replace('RingCentral', 'it')
    : rest.charAt(0).toLowerCase() + rest.slice(1);
}

/** No answer at all. `slow`: none within our own limit. */
export function errorOfSilence(doing: string, slow: boolean): PhoneError {
  return new PhoneError({
    code: 'unreachable',
    what: slow ? `RingCentral did not answer in time (${doing}).` : `RingCentral cannot be reached (${doing}).`,
    todo: 'The bot tries again by itself; if this goes on, check its network.',
    retryable: true,
  });
}

/** A reply that cannot come from this API. */
export function errorOfNonsense(doing: string, status: number): PhoneError {
  return new PhoneError({
    code: 'nonsense',
    what: `RingCentral sent an answer that cannot be read (${doing}).`,
    todo: 'Check that RC_SERVER_URL is the address of the API and that no proxy answers in its place.',
    retryable: true,
    status,
  });
}

/** The sentence for any failure, for a fact or a log field. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** RingCentral's code, for anyone who asks their support. Left out where the sentence already says as much, as for a permission. */
function codeOf(code: PhoneErrorCode, status: number, errorCode: string | undefined): string {
  if (code === 'app-permission' || code === 'user-permission') return '';
  if (errorCode !== undefined) return ` (${errorCode})`;
  return code === 'server' || code === 'nonsense' || code === 'forbidden' ? ` (HTTP ${status})` : '';
}

/** In every real sample the body repeats its first error at the top level, but only `errors` is documented. */
function readBody(body: unknown): {
  readonly errorCode: string | undefined;
  readonly parameter: string | undefined;
  readonly permission: string | undefined;
} {
  const top = objectOf(body);
  const first = objectOf(listOf(top.errors)[0]);
  const word = (value: unknown) => {
    const text = textOf(value);
    return text !== undefined && /^[\w.-]{1,60}$/.test(text) ? text : undefined;
  };
  return {
    errorCode: word(first.errorCode) ?? word(top.errorCode) ?? word(top.error),
    parameter: word(first.parameterName) ?? word(top.parameterName),
    permission: word(first.permissionName) ?? word(top.permissionName),
  };
}

const RIGHT_MISSING: ReadonlySet<PhoneErrorCode> = new Set(['forbidden', 'user-permission', 'app-permission']);

/** Refused because of who asked: nothing was done, and asking again with the same sign-in will not help. */
export function lacksRight(error: unknown): boolean {
  return error instanceof PhoneError && RIGHT_MISSING.has(error.code);
}
