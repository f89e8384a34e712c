import type { Account } from '../account.js';
import type { Beliefs } from '../beliefs.js';
import type { Session } from '../exchange/session.js';
import { ApiError, notYourCall, userPermission } from './api-error.js';
import type { RestRequest } from './handler.js';

/** What everybody may read about the account as a whole; the handler decides how much of it they see. */
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

/** What an administrator may read of anybody's call; everything else controls the call. */
const READS_A_CALL: ReadonlySet<string> = new Set(['session', 'party']);

const otherExtension = (): ApiError =>
  new ApiError(403, 'CMN-404', 'This operation is not allowed for another extension');
const noWiderScope = (): ApiError =>
  new ApiError(403, 'CMN-419', 'In order to call this API endpoint, user needs permission for the requested extension');

/**
 * What a signed-in user may do: an administrator everything but control calls of other extensions (unless that is believed), others only
 * with what is their own.
 */
export class UserRights {
  constructor(
    private readonly account: Account,
    private readonly session: (id: string) => Session | undefined,
    private readonly beliefs: Pick<Beliefs, 'adminControls'>,
    /** This many controls by an administrator are refused before they are granted. */
    private refusalsLeft = 0,
  ) {}

  /** Throws the 403. The handler answers 404 for what does not exist at all. */
  check(route: { readonly name: string; readonly user?: string }, request: RestRequest): void {
    const { userId, params, raw } = request;
    if (FOR_EVERYBODY.has(route.name)) return;
    const isAdmin = userId === this.account.ownerId;
    const { extensionId, deviceId, telephonySessionId } = params;
    if (telephonySessionId !== undefined) this.#checkCall(route.name, telephonySessionId, request, isAdmin);
    else if (isAdmin) return;
    else if (extensionId !== undefined) {
      if (extensionId !== '~' && extensionId !== userId) throw noWiderScope();
    } else if (deviceId !== undefined) {
      if (!this.#ownsDevice(deviceId, userId)) throw noWiderScope();
    } else if (route.name === 'callOut') {
      if (!this.#ownsCaller(raw, userId)) throw otherExtension();
    } else throw userPermission(route.user ?? 'AccountAdministration');
  }

  #checkCall(route: string, telephonySessionId: string, { userId, raw }: RestRequest, isAdmin: boolean): void {
    if (isAdmin && READS_A_CALL.has(route)) return;
    const own = this.#owns(telephonySessionId, userId);
    if (isAdmin && this.beliefs.adminControls && (own || this.refusalsLeft-- <= 0)) return;
    if (!own && READS_A_CALL.has(route)) throw otherExtension();
    if (!own) throw notYourCall();
    // The other call of a bridge is controlled as well.
    const other = route === 'bridge' ? objectOf(raw).telephonySessionId : undefined;
    if (typeof other === 'string' && !this.#owns(other, userId)) throw notYourCall();
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
    const from = objectOf(objectOf(raw).from);
    const own = this.account.extensions.find(({ id }) => id === userId);
    if (typeof from.deviceId === 'string') return this.#ownsDevice(from.deviceId, userId);
    if (typeof from.phoneNumber === 'string') return from.phoneNumber === own?.directNumber;
    return from.extensionId === undefined || from.extensionId === userId;
  }
}

/** The JSON object in a body, or a part of one; what is none is the handler's to refuse. */
function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = typeof json === 'string' ? JSON.parse(json) : json;
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
