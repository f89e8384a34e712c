import type { Logger } from 'pino';
import { createBot } from '../bot/bot.js';
import type { Config } from '../config.js';
import { systemClock } from '../hunter/base/system-clock.js';
import { createFollowedHunts } from '../hunter/run/followed-hunts.js';
import { policyOf } from '../policy.js';
import type { Foundation } from './foundation.js';
import type { Hunting } from './hunting.js';

export type Talking = ReturnType<typeof createTalking>;

/** The Slack side. With Redis it follows the hunts of all processes; without Redis there are only ours. */
export function createTalking(config: Config, foundation: Foundation, hunting: Hunting, log: Logger) {
  const { store, directory, destinations, ownDestinations, house, audit, account, retentionMs } = foundation;
  const { hunts: ours, ear } = hunting;
  const followed = config.REDIS_URL
    ? createFollowedHunts({ hunts: ours, store, clock: systemClock, log: log.child({ part: 'followed' }) })
    : undefined;
  const bot = createBot({
    config: {
      botToken: config.SLACK_BOT_TOKEN ?? '',
      appToken: config.SLACK_APP_TOKEN,
      signingSecret: config.SLACK_SIGNING_SECRET,
      apiUrl: config.SLACK_API_URL,
      keepMs: retentionMs,
      baseUrl: config.WEBHOOK_BASE_URL,
      adminUsers: config.ADMIN_USERS,
    },
    knowledge: (destinationId) => ear.knowledge(destinationId),
    hunts: followed ?? ours,
    ...{ directory, destinations, ownDestinations, house, store, audit },
    policy: policyOf(config),
    speakCode: (request) => hunting.phone.speakCode(request),
    connections: account.connections,
    log: log.child({ part: 'bot' }),
    now: Date.now,
  });
  return {
    bot,
    async start() {
      const starting = bot.start();
      // The bot is already listening, so the first thing it hears about is the open hunts.
      await followed?.follow();
      await starting;
    },
    async stop() {
      await bot.stop();
      followed?.unfollow();
    },
  };
}
