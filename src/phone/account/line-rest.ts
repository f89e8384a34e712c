import type { Log } from '../../hunter/base/log.js';
import type { Group, Priority } from '../api/budget.js';
import type { Pacer } from '../api/pacer.js';
import { PhoneError, type PhoneErrorCode } from '../api/phone-error.js';
import type { Rest, RestApi, RestRequest } from './rest.js';

/** One user's requests and their budget. */
export interface Access {
  readonly rest: Rest;
  readonly pacer: Pacer;
}

/**
 * The REST API for one line's calls. It uses the line owner's own sign-in while that works, else the account's. What is done in the owner's
 * name stays within the owner's rights. Looking at a call, ending it, and reading the credentials of the line's device fall back on the
 * account's sign-in if the owner may not do it: a call must never stay up because of one person's rights.
 */
export class LineRest implements RestApi {
  constructor(
    private readonly account: Access,
    private readonly own: () => Access | undefined,
    private readonly log: Log,
  ) {}

  available(group: Group, priority: Priority): number {
    return (this.own() ?? this.account).rest.available(group, priority);
  }

  async send(request: RestRequest): Promise<unknown> {
    const own = this.own();
    if (!own) return this.account.rest.send(request);
    try {
      return await own.rest.send(request);
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error;
      const harmless = request.method === 'GET' || request.method === 'DELETE';
      const goesOn = NOTHING_DONE.has(error.code) || (harmless && NOT_THEIRS.has(error.code));
      if (!goesOn) throw NOT_THEIRS.has(error.code) ? askedWithOwnSignIn(error) : error;
      this.log.info({ err: error }, "asked again with the account's sign-in instead of a person's own");
    }
    return this.account.rest.send(request);
  }
}

/** Nothing was carried out, for a reason that has nothing to do with the request itself. */
const NOTHING_DONE: ReadonlySet<PhoneErrorCode> = new Set(['sign-in', 'budget', 'too-many']);
/** Refused to this user. RingCentral answers “not found” for what it hides from them. */
const NOT_THEIRS: ReadonlySet<PhoneErrorCode> = new Set([
  'user-permission',
  'forbidden',
  'app-permission',
  'not-found',
]);

function askedWithOwnSignIn(error: PhoneError): PhoneError {
  const { code, retryable, status, errorCode, parameter } = error;
  return new PhoneError({
    code,
    what: error.what,
    todo: "This used the line owner's own RingCentral sign-in; /irs-hunt disconnect makes the bot use the account's again.",
    retryable,
    ...(status === undefined ? {} : { status }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(parameter === undefined ? {} : { parameter }),
  });
}
