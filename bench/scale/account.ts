import type { Logger } from 'pino';
import type { Clock } from '../../src/hunter/base/clock.js';
import type { Store } from '../../src/hunter/ports/store.js';
import { Rest } from '../../src/phone/account/rest.js';
import { Sessions } from '../../src/phone/account/sessions.js';
import { Pacer } from '../../src/phone/api/pacer.js';
import { Pushed } from '../../src/phone/events/pushed.js';
import { SessionWatch } from '../../src/phone/watch/watch.js';
import type { SimulatedRingCentral } from './ring-central.js';

/** What one process has of the account, all of it the bot's own but the wire: budget, REST, pushed events, the watch of calls. */
export interface ProcessAccount {
  readonly pacer: Pacer;
  readonly pushed: Pushed;
  readonly watch: SessionWatch;
  stop(): void;
}

export function accountOf(parts: {
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Logger;
  readonly ringCentral: SimulatedRingCentral;
  /** Without events every call is known by looking alone. */
  readonly events: boolean;
}): ProcessAccount {
  const { clock, store, log, ringCentral, events } = parts;
  const pacer = new Pacer(clock);
  const pushed = new Pushed(clock);
  const signIn = { token: async () => 'token', replace: async () => 'token' };
  const rest = new Rest({ ...{ wire: ringCentral.wire, signIn, pacer, store, clock, log }, scope: 'bench' });
  const sessions = new Sessions(rest);
  const watch = new SessionWatch({
    ...{ sessionsOf: () => sessions, pacer, clock, log },
    ...(events ? { events: pushed } : {}),
  });
  return {
    ...{ pacer, pushed, watch },
    stop() {
      watch.stop();
      pushed.stop();
      pacer.stop();
    },
  };
}
