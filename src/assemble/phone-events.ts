import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createEvents, type EventsOptions, type RingCentralEvents } from '../phone/events/events.js';
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
 * The webhook for RingCentral's events, where it can reach us. Its secret is made of what only this app's processes know, so that
 * whoever the public address leads to can check it. With the roles apart that is a process that talks to Slack, which only passes
 * on what is delivered; the subscription is kept by one that hunts.
 */
function webhookOf(config: Config): Pick<EventsOptions, 'webhook'> {
  const key = config.TOKEN_ENCRYPTION_KEY ?? config.RC_CLIENT_SECRET ?? config.RC_JWT_TOKEN;
  if (config.WEBHOOK_BASE_URL === undefined || key === undefined) return {};
  const address = new URL('/ringcentral/events', config.WEBHOOK_BASE_URL).href;
  return { webhook: { address, key, isElsewhere: config.ROLE === 'hunter' } };
}
