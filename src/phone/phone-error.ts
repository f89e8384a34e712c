import { listOf, objectOf, textOf } from './readers.js';

/**
 * What can go wrong between us and RingCentral:
 * - `budget`: our own request budget or a penalty does not allow the request in time; nothing was sent.
 * - `unreachable`: no answer (refused, reset, too slow); whether the request was carried out is unknown.
 * - `nonsense`: an answer that is no answer of this API.
 * - `sign-in`: no valid token can be had.
 * - `app-permission`, `user-permission`, `forbidden`: 403 by what is missing.
 * - `rejected`: 400, the request itself; `not-found`: 404; `wrong-state`: 409; `too-many`: 429; `server`: 5xx.
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
  /** What happened, one plain sentence, without numbers of people. */
  readonly what: string;
  /** What a person can do about it, one sentence; empty when only waiting helps. */
  readonly todo?: string;
  readonly retryable: boolean;
  readonly status?: number;
  /** RingCentral's own code, such as `CMN-408`. */
  readonly errorCode?: string;
  /** The parameter that RingCentral found wrong. */
  readonly parameter?: string;
  /** For `too-many`: what the Retry-After header asked for. */
  readonly retryAfterMs?: number;
}

/** A failure of the phone: its message is the sentence (what happened, what to do). Carries no request, no token, no number. */
export class PhoneError extends Error {
  readonly code: PhoneErrorCode;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly parameter: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(details: PhoneErrorDetails) {
    super(details.todo ? `${details.what} ${details.todo}` : details.what);
    this.name = 'PhoneError';
    this.code = details.code;
    this.retryable = details.retryable;
    this.status = details.status;
    this.errorCode = details.errorCode;
    this.parameter = details.parameter;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** An answer with an error status, as the REST client read it. */
export interface ErrorReply {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs?: number;
}

/** Turns an error reply into a sentence for people. `doing` completes “RingCentral refused …”, e.g. `to read the extensions`. */
export function errorOfReply(doing: string, reply: ErrorReply): PhoneError {
  const { status } = reply;
  const said = readBody(reply.body);
  const known = {
    status,
    ...(said.errorCode === undefined ? {} : { errorCode: said.errorCode }),
    ...(said.parameter === undefined ? {} : { parameter: said.parameter }),
  };
  if (said.errorCode === 'CMN-401')
    return new PhoneError({
      ...known,
      code: 'app-permission',
      what: `RingCentral refused ${doing}: the app lacks ${said.permission ? `the permission ${said.permission}` : 'a permission'}.`,
      todo: 'Add it to the app in the RingCentral developer console (Settings > Security & permissions).',
      retryable: false,
    });
  if (said.errorCode === 'CMN-408' || said.errorCode === 'CMN-419')
    return new PhoneError({
      ...known,
      code: 'user-permission',
      what: `RingCentral refused ${doing}: the signed-in user lacks ${said.permission ? `the permission ${said.permission}` : 'a permission'}${said.errorCode === 'CMN-419' ? ' for other extensions' : ''}.`,
      todo: 'Give it to the user in the Admin Portal (Users > Roles), or use the JWT of an administrator.',
      retryable: false,
    });
  if (status === 400 || said.errorCode === 'CMN-101')
    return new PhoneError({
      ...known,
      code: 'rejected',
      what: `RingCentral refused ${doing}: ${said.parameter ? `the value of ${said.parameter} is not allowed` : 'the request is not valid'}${inBrackets(said.errorCode)}.`,
      retryable: false,
    });
  switch (status) {
    case 401:
      return new PhoneError({
        ...known,
        code: 'sign-in',
        what: `RingCentral refused ${doing}: the sign-in is not accepted${inBrackets(said.errorCode)}.`,
        todo: 'Check RC_CLIENT_ID, RC_CLIENT_SECRET and RC_JWT_TOKEN.',
        retryable: true,
      });
    case 403:
      return new PhoneError({
        ...known,
        code: 'forbidden',
        what: `RingCentral refused ${doing}: it is not allowed for this account or user${inBrackets(said.errorCode)}.`,
        todo: 'Check the rights of the user whose JWT is used, and the permissions of the app.',
        retryable: false,
      });
    case 404:
      return new PhoneError({
        ...known,
        code: 'not-found',
        what: `RingCentral could not do it (${doing}): it does not exist, or no longer.`,
        retryable: false,
      });
    case 409:
      return new PhoneError({
        ...known,
        code: 'wrong-state',
        what: `RingCentral refused ${doing}: the call is not in a state that allows it.`,
        retryable: true,
      });
    case 429:
      return new PhoneError({
        ...known,
        code: 'too-many',
        what: `RingCentral refused ${doing}: too many requests${inBrackets(said.errorCode)}.`,
        todo: 'It goes on by itself after a pause.',
        retryable: true,
        ...(reply.retryAfterMs === undefined ? {} : { retryAfterMs: reply.retryAfterMs }),
      });
    default:
      return status >= 500
        ? new PhoneError({
            ...known,
            code: 'server',
            what: `RingCentral has a problem of its own (${doing}, HTTP ${status}).`,
            todo: 'It is tried again by itself; see status.ringcentral.com if it stays.',
            retryable: true,
          })
        : new PhoneError({
            ...known,
            code: 'nonsense',
            what: `RingCentral answered something unexpected (${doing}, HTTP ${status}).`,
            retryable: false,
          });
  }
}

/** No answer at all. `slow`: none within our bound. */
export function errorOfSilence(doing: string, slow: boolean): PhoneError {
  return new PhoneError({
    code: 'unreachable',
    what: slow ? `RingCentral did not answer in time (${doing}).` : `RingCentral cannot be reached (${doing}).`,
    todo: 'Check the network and RC_SERVER_URL; it is tried again by itself.',
    retryable: true,
  });
}

/** An answer that cannot be an answer of this API. */
export function errorOfNonsense(doing: string, status: number): PhoneError {
  return new PhoneError({
    code: 'nonsense',
    what: `RingCentral answered something that cannot be read (${doing}).`,
    todo: 'Check that RC_SERVER_URL is the address of the API and that no proxy answers in its place.',
    retryable: true,
    status,
  });
}

/** The sentence of any failure, for a fact or a log field. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function inBrackets(errorCode: string | undefined): string {
  return errorCode === undefined ? '' : ` (${errorCode})`;
}

/** The body repeats its first error at the top level in every real sample, but only `errors` is promised. */
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

/** Refused because of who asks: what was asked for was not done, and asking again in the same name does not help. */
export function lacksRight(error: unknown): boolean {
  return error instanceof PhoneError && RIGHT_MISSING.has(error.code);
}
