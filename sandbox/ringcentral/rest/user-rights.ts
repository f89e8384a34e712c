import type { Account } from '../account.js';
import type { Session } from '../exchange/session.js';
import { ApiError, userPermission } from './api-error.js';
import type { RestRequest } from './handler.js';

/** What of the account as a whole everybody may read; the handler decides how much of it they see. */
const FOR_EVERYBODY: ReadonlySet<string> = new Set([
  'accountNumbers',
  // Everybody has subscriptions of their own.
  'wstoken',
  'subscribe',
  'subscriptions',
  'subscription',
  'renewSubscription',
  'unsubscribe',
]);

const otherExtension = (): ApiError =>
  new ApiError(403, 'CMN-404', 'This operation is not allowed for another extension');
const noWiderScope = (): ApiError =>
  new ApiError(403, 'CMN-419', 'In order to call this API endpoint, user needs permission for the requested extension');

/** What a signed-in user may do: an administrator everything, others only with what is their own. */
export class UserRights {
  constructor(
    private readonly account: Account,
    private readonly session: (id: string) => Session | undefined,
  ) {}

  /** Throws the 403. What is not there at all is left to the handler, which answers 404. */
  check(route: { readonly name: string; readonly user?: string }, request: RestRequest): void {
    const { userId, params, raw } = request;
    if (userId === this.account.ownerId || FOR_EVERYBODY.has(route.name)) return;
    const { extensionId, deviceId, telephonySessionId } = params;
    if (telephonySessionId !== undefined) {
      if (!this.#owns(telephonySessionId, userId)) throw otherExtension();
    } else if (extensionId !== undefined) {
      if (extensionId !== '~' && extensionId !== userId) throw noWiderScope();
    } else if (deviceId !== undefined) {
      if (!this.#ownsDevice(deviceId, userId)) throw noWiderScope();
    } else if (route.name === 'callOut') {
      if (!this.#ownsCaller(raw, userId)) throw otherExtension();
    } else throw userPermission(route.user ?? 'AccountAdministration');
  }

  #owns(telephonySessionId: string, userId: string): boolean {
    const session = this.session(telephonySessionId);
    return session === undefined || session.parties.some(({ owner }) => owner.extensionId === userId);
  }

  #ownsDevice(deviceId: string, userId: string): boolean {
    const owner = this.account.extensions.find(({ devices }) => devices.some(({ id }) => id === deviceId));
    return owner === undefined || owner.id === userId;
  }

  #ownsCaller(raw: string, userId: string): boolean {
    const from = fromOf(raw);
    const own = this.account.extensions.find(({ id }) => id === userId);
    if (typeof from.deviceId === 'string') return this.#ownsDevice(from.deviceId, userId);
    if (typeof from.phoneNumber === 'string') return from.phoneNumber === own?.directNumber;
    return from.extensionId === undefined || from.extensionId === userId;
  }
}

/** The caller a call-out names; a body that is none is the handler's to refuse. */
function fromOf(raw: string): Readonly<Record<string, unknown>> {
  try {
    const body = JSON.parse(raw) as { from?: Record<string, unknown> } | null;
    return body?.from ?? {};
  } catch {
    return {};
  }
}
