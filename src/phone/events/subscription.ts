import { countOf, idOf, type JsonObject, listOf, objectOf, textOf } from '../api/readers.js';
import type { Coverage } from './pushed.js';

export const SUBSCRIPTIONS = '/restapi/v1.0/subscription';

const ACCOUNT_FILTER = '/restapi/v1.0/account/~/telephony/sessions';
const OF_EXTENSION = /\/extension\/([^/?]+)\/telephony\/sessions/;

/** The filter for all calls of the account, far ends included. */
export function accountFilters(): readonly string[] {
  return [ACCOUNT_FILTER];
}

/** One filter per extension; each covers only the extension's own party. */
export function extensionFilters(extensionIds: readonly string[]): readonly string[] {
  return extensionIds.map((id) => `/restapi/v1.0/account/~/extension/${encodeURIComponent(id)}/telephony/sessions`);
}

/** A subscription as RingCentral shows it. */
export interface Subscription {
  readonly id: string;
  readonly blacklisted: boolean;
  /** What the requested filters really deliver; undefined when none of them does. */
  readonly coverage: Coverage | undefined;
  readonly expiresInMs?: number;
  /** For a webhook: the address it delivers to. */
  readonly address?: string;
}

/**
 * Reads a subscription requested with these filters; undefined if it is not one. It may exist although some or all of its filters were
 * refused (`disabledFilters`).
 */
export function readSubscription(value: unknown, askedFor: readonly string[]): Subscription | undefined {
  const body = objectOf(value);
  const id = idOf(body.id);
  if (id === undefined) return undefined;
  const refused = new Set(
    listOf(body.disabledFilters)
      .flatMap((row) => textOf(objectOf(row).filter) ?? [])
      .map(plain),
  );
  const works = askedFor.filter((filter) => !refused.has(plain(filter)));
  const expiresIn = countOf(body.expiresIn);
  const address = textOf(objectOf(body.deliveryMode).address);
  return {
    id,
    blacklisted: (textOf(body.status) ?? '').toLowerCase() === 'blacklisted',
    coverage: coverageOf(works),
    ...(expiresIn === undefined ? {} : { expiresInMs: expiresIn * 1000 }),
    ...(address === undefined ? {} : { address }),
  };
}

/** The body of a subscription request. */
export function subscriptionBody(
  filters: readonly string[],
  deliveryMode: JsonObject,
  more: JsonObject = {},
): JsonObject {
  return { eventFilters: filters, deliveryMode, ...more };
}

function coverageOf(filters: readonly string[]): Coverage | undefined {
  if (filters.length === 0) return undefined;
  if (filters.includes(ACCOUNT_FILTER)) return 'account';
  return new Set(filters.flatMap((filter) => OF_EXTENSION.exec(filter)?.[1] ?? []));
}

/** Refused filters name the concrete account where we wrote `~`. */
function plain(filter: string): string {
  return filter.replace(/\/account\/[^/]+/, '/account/~').replace(/\?.*$/, '');
}
