import type { Account } from '../../../sandbox/ringcentral/account.js';
import { type DirectoryOnly, startDirectoryOnly } from '../../../sandbox/ringcentral/directory-only.js';
import { largeAccount } from '../../../sandbox/ringcentral/large-account.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createRingCentral, type RingCentralAccount } from '../../../src/phone/account/ringcentral.js';
import { createDirectory, type LiveDirectory } from '../../../src/phone/directory/directory.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtual-clock.js';
import { KEY, memory, silent } from './account.js';

export interface Figures {
  readonly tookMs: number;
  readonly requests: number;
  readonly tooMany: number;
}

/** An account on the practice server with its default limits; time passes for both sides alike, as fast as requests are answered. */
export interface LargeCase {
  readonly clock: VirtualClock;
  readonly account: { -readonly [Key in keyof Account]: Account[Key] };
  readonly server: DirectoryOnly;
  readonly ringCentral: RingCentralAccount;
  readonly directory: LiveDirectory;
  readonly store: Store;
  /** Another process of ours on the same store. */
  another(): { readonly directory: LiveDirectory; readonly ringCentral: RingCentralAccount };
  /** Lets time pass until the work is done; `look` is called between any two moments. */
  run<T>(work: Promise<T>, look?: () => void): Promise<T>;
  /** Time passes in which nobody asks for anything. */
  pass(ms: number): Promise<void>;
  /** A whole sync, and what it cost. */
  sync(ask?: { readonly everything?: boolean }): Promise<Figures>;
  stop(): Promise<void>;
}

const STEP_MS = 100;

export async function largeCase(
  size: number,
  options: { readonly missingUserPermissions?: readonly string[] } = {},
): Promise<LargeCase> {
  const clock = createVirtualClock();
  const account = { ...largeAccount(size, 5) };
  const server = await startDirectoryOnly({ account, now: clock.now, ...options });
  const store = memory(clock);
  const processes: RingCentralAccount[] = [];
  const another = () => {
    const { url, clientId, clientSecret, jwt } = server;
    const ringCentral = createRingCentral({
      ...{ server: url, clientId, clientSecret, jwt, store, clock },
      ...{ log: silent, encryptionKeys: [KEY], timeoutMs: 20_000 },
    });
    processes.push(ringCentral);
    return { ringCentral, directory: createDirectory({ ...ringCentral, store, log: silent, needsDevice: true }) };
  };
  const { ringCentral, directory } = another();
  await ringCentral.signIn.token();
  const isAsking = () => processes.some((each) => Object.values(each.figures()).some(({ underWay }) => underWay > 0));
  const total = () => Object.values(server.requests).reduce((sum, count) => sum + count, 0);
  const run = async <T>(work: Promise<T>, look?: () => void): Promise<T> => {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await clock.settle();
      if (isOver || isAsking()) continue;
      await clock.advance(STEP_MS);
      look?.();
    }
    return over;
  };
  return {
    ...{ clock, account, server, ringCentral, directory, store, another, run },
    pass: (ms) => clock.advance(ms),
    async sync(ask) {
      // Signing in is no part of it, and is waited for in real time.
      await ringCentral.signIn.token();
      const before = { at: clock.now(), requests: total(), tooMany: server.tooMany() };
      await run(directory.refresh(ask));
      return {
        tookMs: clock.now() - before.at,
        requests: total() - before.requests,
        tooMany: server.tooMany() - before.tooMany,
      };
    },
    async stop() {
      directory.stop();
      for (const each of processes) each.stop();
      await server.stop();
    },
  };
}
