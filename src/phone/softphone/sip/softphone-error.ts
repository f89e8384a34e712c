import type { LegEnd } from './softphone.js';

/**
 * What went wrong on a softphone line.
 * - `bad-number`: not a number a phone can dial; nothing was sent.
 * - `not-registered`: the line is not (or no longer) registered, so it cannot place calls now.
 * - `credentials-refused`: the SIP server refused the registration; new credentials are needed.
 * - `signed-in-elsewhere`: it refused freshly read credentials too, and not because of a wrong password.
 * - `call-refused`: the leg could not be placed or answered; `end` says how it ended.
 * - `silent`: no answer from the SIP server in time.
 * - `line-lost`: the connection or the line's worker was lost meanwhile.
 * - `too-many-calls`: the line has no room for another call; nothing was sent.
 * - `no-leg`: there is no such live leg. `leg-exists`: the name is taken. `not-connected`: the leg has no audio path yet.
 * - `transfer-refused`, `transfer-unconfirmed`: the REFER was refused, or its outcome never came.
 * - `hang-up-unconfirmed`: the BYE was not confirmed; the call may still be up at the server (drop it by REST).
 * - `no-invite`: no call that the line may answer came in time. `stopped`: the line was stopped.
 */
export type SoftphoneErrorCode =
  | 'bad-number'
  | 'not-registered'
  | 'credentials-refused'
  | 'signed-in-elsewhere'
  | 'call-refused'
  | 'silent'
  | 'line-lost'
  | 'too-many-calls'
  | 'no-leg'
  | 'leg-exists'
  | 'not-connected'
  | 'transfer-refused'
  | 'transfer-unconfirmed'
  | 'hang-up-unconfirmed'
  | 'no-invite'
  | 'stopped';

const worthRetrying: ReadonlySet<SoftphoneErrorCode> = new Set([
  'not-registered',
  'silent',
  'line-lost',
  'too-many-calls',
]);

export interface SoftphoneErrorDetails {
  /** The SIP status, if there was one. */
  readonly status?: number;
  /** How the leg ended, if it could not be placed. */
  readonly end?: LegEnd;
}

/** A failure of a softphone line. The message is one sentence, without secrets or dialed numbers. */
export class SoftphoneError extends Error {
  override readonly name = 'SoftphoneError';
  readonly code: SoftphoneErrorCode;
  readonly status: number | undefined;
  readonly end: LegEnd | undefined;
  /** The same request may succeed a little later on this line. */
  readonly retry: boolean;

  constructor(code: SoftphoneErrorCode, message: string, details: SoftphoneErrorDetails = {}) {
    super(message);
    this.code = code;
    this.status = details.status;
    this.end = details.end;
    this.retry = worthRetrying.has(code);
  }
}

/** A `SoftphoneError` as it crosses from the worker to the main thread. */
export interface SoftphoneErrorRecord extends SoftphoneErrorDetails {
  readonly code: SoftphoneErrorCode;
  readonly message: string;
}

/** Anything thrown inside a line, as a record that can be posted; of foreign errors only the kind is kept. */
export function recordOf(error: unknown): SoftphoneErrorRecord {
  if (error instanceof SoftphoneError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.status === undefined ? {} : { status: error.status }),
      ...(error.end === undefined ? {} : { end: error.end }),
    };
  }
  const kind = error instanceof Error ? error.name : typeof error;
  return { code: 'line-lost', message: `The softphone line had an internal error (${kind}).` };
}

/** Restores the error on the main thread. */
export function fromRecord(record: SoftphoneErrorRecord): SoftphoneError {
  return new SoftphoneError(record.code, record.message, record);
}
