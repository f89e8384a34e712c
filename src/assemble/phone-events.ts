import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createEvents, type RingCentralEvents } from '../phone/events/events.js';
import type { Foundation } from './foundation.js';

/** What RingCentral tells of calls by itself. */
export function createPhoneEvents(
  config: Config,
  { account, store, directory }: Foundation,
  log: Logger,
): RingCentralEvents {
  return createEvents({
    ...{ account, store, log },
    prefer: config.RC_EVENTS,
    ...webhookOf(config),
    extensionIds: () => directory.extensions().flatMap(({ id, line }) => (line ? [id] : [])),
    random: Math.random,
  });
}

/**
 * The webhook for RingCentral's events, where it can reach us. Its secret is made of what only this app's processes know. The public
 * address leads to a process that talks to Slack: one that only hunts has none, and is told over the WebSocket.
 */
function webhookOf(config: Config): { readonly webhook?: { readonly address: string; readonly key: string } } {
  const key = config.TOKEN_ENCRYPTION_KEY ?? config.RC_CLIENT_SECRET ?? config.RC_JWT_TOKEN;
  if (config.WEBHOOK_BASE_URL === undefined || key === undefined || config.ROLE !== 'all') return {};
  return { webhook: { address: new URL('/ringcentral/events', config.WEBHOOK_BASE_URL).href, key } };
}
