import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../account.js';
import { ApiError, invalidParameter } from '../rest/api-error.js';
import type { PartyEvent } from './party-events.js';

/** How a subscription's events get to the app. */
export interface Transport {
  readonly type: 'WebSocket' | 'WebHook';
  readonly address?: string;
  send(payload: Record<string, unknown>): void;
}

interface DisabledFilter {
  readonly filter: string;
  readonly reason: string;
  readonly message: string;
}

const MOST_A_USER = 20;
const FILTER = /^\/restapi\/v1\.0\/account\/([^/?]+)(?:\/extension\/([^/?]+))?\/telephony\/sessions(?:\?.*)?$/;
const MOST_SECONDS = 315_360_000;
const DEFAULT_SECONDS = 900;

/** One subscription: its filters, and which of them work. */
export class Subscription {
  readonly id = randomUUID();
  readonly createdAt = new Date();
  status: 'Active' | 'Blacklisted' = 'Active';
  failures = 0;
  expiresAt: number;

  constructor(
    readonly userId: string,
    readonly filters: readonly string[],
    readonly disabled: readonly DisabledFilter[],
    readonly transport: Transport,
    private lifeS: number,
  ) {
    this.expiresAt = Date.now() + lifeS * 1000;
  }

  renew(): void {
    this.expiresAt = Date.now() + this.lifeS * 1000;
  }

  wants(event: PartyEvent): boolean {
    if (this.status !== 'Active' || Date.now() >= this.expiresAt) return false;
    return this.filters.some((filter) => {
      const extension = FILTER.exec(filter)?.[2];
      return extension === undefined || (extension === '~' ? this.userId : extension) === event.extensionId;
    });
  }

  view(): Record<string, unknown> {
    const { type, address } = this.transport;
    return {
      uri: `/restapi/v1.0/subscription/${this.id}`,
      id: this.id,
      creationTime: this.createdAt.toISOString(),
      status: this.status,
      eventFilters: this.filters.map((filter) => filter.replace('/account/~', `/account/${ACCOUNT_ID}`)),
      ...(this.disabled.length === 0 ? {} : { disabledFilters: this.disabled }),
      expirationTime: new Date(this.expiresAt).toISOString(),
      expiresIn: Math.max(0, Math.round((this.expiresAt - Date.now()) / 1000)),
      deliveryMode: { transportType: type, encryption: false, ...(address === undefined ? {} : { address }) },
      ...(this.status === 'Blacklisted'
        ? { blacklistedData: { blacklistedAt: new Date().toISOString(), reason: 'Unable to deliver' } }
        : {}),
    };
  }
}

/** All subscriptions of the account's users to this app. */
export class Subscriptions {
  readonly #all = new Map<string, Subscription>();

  constructor(
    private readonly ownerId: string,
    /** `refused`: the creation succeeds with the filter disabled. */
    private readonly accountFilter: () => 'allowed' | 'refused',
  ) {}

  /** Makes one. Throws SUB-508 for filters that are none, SUB-505 beyond 20 a user. */
  create(userId: string, wanted: readonly string[], transport: Transport, lifeS = DEFAULT_SECONDS): Subscription {
    this.#forgetExpired();
    if (wanted.length === 0) throw invalidParameter('eventFilters');
    const mine = this.of(userId);
    if (mine.length >= MOST_A_USER) throw new ApiError(403, 'SUB-505', 'Subscriptions limit exceeded');
    if (lifeS > MOST_SECONDS) throw invalidParameter('expiresIn', lifeS);
    const disabled: DisabledFilter[] = [];
    const filters: string[] = [];
    for (const filter of wanted) {
      const [matched, , extension] = FILTER.exec(filter) ?? [];
      if (matched === undefined) throw new ApiError(400, 'SUB-508', `Event filter [${filter}] is not supported`);
      const isAdmin = userId === this.ownerId;
      const allowed =
        extension === undefined
          ? isAdmin && this.accountFilter() === 'allowed'
          : isAdmin || extension === '~' || extension === userId;
      if (allowed) filters.push(filter);
      else
        disabled.push({
          filter: filter.replace('/account/~', `/account/${ACCOUNT_ID}`),
          reason: 'CMN-408',
          message: 'In order to use this event filter, user needs to have permission for the requested resource.',
        });
    }
    const subscription = new Subscription(userId, filters, disabled, transport, lifeS);
    this.#all.set(subscription.id, subscription);
    return subscription;
  }

  /** The user's own; 404 SUB-507 when there is none (any more). */
  get(userId: string, id: string): Subscription {
    this.#forgetExpired();
    const found = this.#all.get(id);
    if (found === undefined || found.userId !== userId)
      throw new ApiError(404, 'SUB-507', 'Subscription is expired or does not exist');
    return found;
  }

  of(userId: string): readonly Subscription[] {
    return [...this.#all.values()].filter((one) => one.userId === userId);
  }

  all(): readonly Subscription[] {
    return [...this.#all.values()];
  }

  remove(id: string): void {
    this.#all.delete(id);
  }

  #forgetExpired(): void {
    for (const one of this.#all.values()) if (Date.now() >= one.expiresAt) this.#all.delete(one.id);
  }
}
