import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createEvents, type EventsOptions, type RingCentralEvents } from '../phone/events/events.js';
import type { Foundation } from './foundation.js';

/** The call events that RingCentral pushes. */
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
 * The webhook for RingCentral's events, if RingCentral can reach us. Its secret is derived from what only this app's processes know, so
 * whichever process gets a request can check it. With split roles that is a process that talks to Slack and only forwards what is
 * delivered; a hunting process keeps the subscription.
 */
function webhookOf(config: Config): Pick<EventsOptions, 'webhook'> {
  const key = config.TOKEN_ENCRYPTION_KEY ?? config.RC_CLIENT_SECRET ?? config.RC_JWT_TOKEN;
  if (config.WEBHOOK_BASE_URL === undefined || key === undefined) return {};
  const address = new URL('/ringcentral/events', config.WEBHOOK_BASE_URL).href;
  return { webhook: { address, key, isElsewhere: config.ROLE === 'hunter' } };
}
