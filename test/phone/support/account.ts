import { pino } from 'pino';
import type { Clock } from '../../../src/hunter/base/clock.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createRingCentral, type RingCentralAccount } from '../../../src/phone/account/ringcentral.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { fastClock } from './clocks.js';
import type { RcServer } from './rc-server.js';

export const silent = pino({ level: 'silent' });
export const KEY = Buffer.alloc(32, 7);

export function memory(clock?: Clock): Store {
  return createMemoryStore({ retentionMs: 60_000, ...(clock ? { now: () => clock.now() } : {}) });
}

export function accountOn(
  server: RcServer,
  overrides: {
    readonly store?: Store;
    readonly clock?: Clock;
    readonly timeoutMs?: number;
    readonly key?: Buffer;
    /** False: only what somebody connects. */
    readonly jwt?: boolean;
    /** A public app has no secret. */
    readonly publicApp?: boolean;
  } = {},
): RingCentralAccount & { readonly store: Store } {
  const clock = overrides.clock ?? fastClock();
  const store = overrides.store ?? memory(clock);
  const account = createRingCentral({
    server: server.url,
    clientId: 'client',
    ...(overrides.publicApp ? {} : { clientSecret: 'secret' }),
    ...(overrides.jwt === false ? {} : { jwt: 'the-jwt' }),
    store,
    log: silent,
    encryptionKeys: [overrides.key ?? KEY],
    clock,
    timeoutMs: overrides.timeoutMs ?? 3_000,
    signInRetryPauseMs: 20,
  });
  return { ...account, store };
}
