import type { Logger } from 'pino';
import { createFoundation } from './assemble/foundation.js';
import { createHunting } from './assemble/hunting.js';
import { readinessOf } from './assemble/readiness.js';
import { createTalking } from './assemble/talking.js';
import type { Config } from './config.js';
import { startHttp } from './http.js';
import { createMetrics } from './metrics.js';

export interface HoldHunter {
  start(): Promise<void>;
  /** Stops in an order that loses nothing: first what accepts work, last what stores it. */
  stop(): Promise<void>;
}

/** Builds and connects the parts for the process's role. Throws if a file named in the settings cannot be used; sends nothing yet. */
export function assemble(config: Config, log: Logger): HoldHunter {
  const foundation = createFoundation(config, log);
  const hunting = createHunting(config, foundation, log);
  const talking = config.ROLE === 'hunter' ? undefined : createTalking(config, foundation, hunting, log);
  const { hunts, phone, ear, events } = hunting;
  const { account, directory } = foundation;
  const bot = talking?.bot;
  let http: Awaited<ReturnType<typeof startHttp>> | undefined;

  return {
    async start() {
      http = await startHttp({
        port: config.PORT,
        readiness: readinessOf(foundation, talking),
        metrics: createMetrics({ hunts, phone, ear, account, directory, events }),
        ...(bot?.requestListener ? { slackEvents: bot.requestListener } : {}),
        ...(events.requestListener ? { ringcentralEvents: events.requestListener } : {}),
        ...(bot?.signInRoutes ? { signIn: bot.signInRoutes } : {}),
        log: log.child({ part: 'http' }),
      });
      await foundation.start();
      await hunting.start();
      // Hunts of an earlier process continue even while Slack is away; their boards catch up later.
      await Promise.all([hunts.adopt(), talking?.start()]);
      hunting.sweep();
      const store = config.REDIS_URL ? 'redis' : 'memory';
      log.info({ port: http.port, store, role: config.ROLE }, 'Hold Hunter is up');
    },
    async stop() {
      await foundation.quiesce();
      await hunting.giveUpHunts();
      await talking?.stop();
      await http?.stop();
      await hunting.stop();
      await foundation.stop();
    },
  };
}
