import type { Logger } from 'pino';
import type { Clock, Store } from '../hunter/ports.js';
import { systemClock } from '../hunter/system-clock.js';
import { type BudgetFigures, Pacer } from './pacer.js';
import { Rest } from './rest.js';
import { SignIn, scopeOf } from './sign-in.js';
import { Wire } from './wire.js';

export interface RingCentralOptions {
  readonly server: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly jwt: string;
  readonly store: Store;
  readonly log: Logger;
  /** 32 bytes (see `parseEncryptionKey`); without it tokens are kept in this process only. */
  readonly encryptionKey?: Buffer;
  readonly clock?: Clock;
  /** Bound of one HTTP exchange. */
  readonly timeoutMs?: number;
  readonly signInRetryPauseMs?: number;
}

/** The account as the other parts use it. */
export interface RingCentralAccount {
  readonly rest: Rest;
  readonly pacer: Pacer;
  readonly signIn: SignIn;
  readonly clock: Clock;
  /** Names this app and account in keys of a shared store. */
  readonly scope: string;
  /** For metrics: requests, 429s, what is left, by group. */
  figures(): BudgetFigures;
  stop(): void;
}

/** Wires sign-in, budget and REST for one RingCentral app. Sends nothing until it is asked to. */
export function createRingCentral(options: RingCentralOptions): RingCentralAccount {
  const { store, log, clock = systemClock } = options;
  const scope = scopeOf(options.server, options.clientId, options.jwt);
  const pacer = new Pacer(clock);
  const wire = new Wire(options);
  const signIn = new SignIn({
    wire,
    pacer,
    store,
    clock,
    log,
    scope,
    jwt: options.jwt,
    ...(options.encryptionKey ? { encryptionKey: options.encryptionKey } : {}),
    ...(options.timeoutMs === undefined ? {} : { requestTimeoutMs: options.timeoutMs }),
    ...(options.signInRetryPauseMs === undefined ? {} : { retryPauseMs: options.signInRetryPauseMs }),
  });
  const timeout = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
  const rest = new Rest({ wire, signIn, pacer, store, clock, log, scope, ...timeout });
  return { rest, pacer, signIn, clock, scope, figures: () => pacer.figures(), stop: () => pacer.stop() };
}
