import type { Clock } from '../../../src/hunter/base/clock.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import type { RestRequest } from '../../../src/phone/account/rest.js';
import { createRingCentral, type RingCentralAccount } from '../../../src/phone/account/ringcentral.js';
import { KEY, silent } from './account.js';

/** How to get at the practice RingCentral, as its environment tells. */
export type PracticeEnv = Readonly<Record<string, string | undefined>>;

/** After so long every token looks stale to us, while the practice RingCentral would still take it. */
export const NEARLY_AN_HOUR_MS = 3_400_000;

export const whoAmI: RestRequest = {
  method: 'GET',
  path: '/restapi/v1.0/account/~/extension/~',
  group: 'light',
  priority: 'normal',
  doing: 'to read an extension',
};

/** The machine's clock, so many ms ahead. */
export function clockAhead(aheadMs: () => number): Clock {
  return {
    now: () => Date.now() + aheadMs(),
    setTimer(act, delayMs) {
      const timer = setTimeout(act, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** A process of the bot as far as signing in goes. */
export function practiceAccount(options: {
  readonly env: PracticeEnv;
  readonly store: Store;
  readonly jwt: boolean;
  readonly clock?: Clock;
  readonly keys?: readonly Buffer[];
}): RingCentralAccount {
  const { env, store, jwt, clock, keys = [KEY] } = options;
  const { RC_SERVER_URL = '', RC_CLIENT_ID = '', RC_CLIENT_SECRET = '', RC_JWT_TOKEN = '' } = env;
  return createRingCentral({
    server: RC_SERVER_URL,
    clientId: RC_CLIENT_ID,
    clientSecret: RC_CLIENT_SECRET,
    ...(jwt ? { jwt: RC_JWT_TOKEN } : {}),
    store,
    log: silent,
    encryptionKeys: keys,
    ...(clock ? { clock } : {}),
    signInLeaseMs: 1_000,
    signInRetryPauseMs: 50,
  });
}
