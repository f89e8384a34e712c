import { createHash } from 'node:crypto';
import type { Clock } from '../../hunter/base/clock.js';
import type { DebugLog } from '../../hunter/base/log.js';
import { systemClock } from '../../hunter/base/system-clock.js';
import type { Store } from '../../hunter/ports/store.js';
import { type BudgetFigures, Pacer, sumOfFigures } from '../api/pacer.js';
import { Wire } from '../api/wire.js';
import { ACCOUNT_LOST, AccountSignIn, NOBODY } from '../sign-in/account-sign-in.js';
import { AuthBudget } from '../sign-in/auth-budget.js';
import { BrowserConnections } from '../sign-in/connections.js';
import { KeptTokens } from '../sign-in/kept-tokens.js';
import { byJwt, byPerson, type Obtain } from '../sign-in/obtaining.js';
import { SignIn } from '../sign-in/sign-in.js';
import { ACCOUNT_PLACE, SignInList } from '../sign-in/sign-in-list.js';
import { TokenEndpoint } from '../sign-in/token-endpoint.js';
import { TokenVault } from '../sign-in/token-vault.js';
import { ControlRights } from './control-rights.js';
import { LineRest } from './line-rest.js';
import { type KeptAccess, PeopleSignIns } from './people-sign-ins.js';
import { Rest } from './rest.js';

export interface RingCentralOptions {
  readonly server: string;
  readonly clientId: string;
  /** Absent for a public app, which signs in with PKCE alone. */
  readonly clientSecret?: string;
  /** Absent when only a sign-in that an admin makes is used. */
  readonly jwt?: string;
  readonly store: Store;
  readonly log: DebugLog;
  /**
   * The keys that tokens are sealed with, 32 bytes each (see `parseEncryptionKey`): the current one, then former ones. Without keys, tokens
   * are lost when the process ends.
   */
  readonly encryptionKeys?: readonly Buffer[];
  readonly clock?: Clock;
  /** Limit of one HTTP exchange. */
  readonly timeoutMs?: number;
  readonly signInRetryPauseMs?: number;
  /** How long a process that died while renewing a sign-in can hold up the others. */
  readonly signInLeaseMs?: number;
}

/** The account as the other parts use it. */
export interface RingCentralAccount {
  readonly rest: Rest;
  readonly pacer: Pacer;
  readonly signIn: AccountSignIn;
  readonly connections: BrowserConnections;
  readonly clock: Clock;
  /** Identifies this app and account in keys of a shared store. */
  readonly scope: string;
  /** How many sign-in and WebSocket token requests all processes together may send. */
  readonly authBudget: AuthBudget;
  /** REST for a line's calls: with the sign-in of the extension's owner if they have connected. */
  restOf(extensionId: string): LineRest;
  /** What we may do to each line's calls. */
  readonly controlRights: ControlRights;
  /** Called when somebody made, replaced or ended the account's sign-in. */
  onAccountChange(listener: () => void): () => void;
  /** For the metrics: requests, 429s and what is left, by group. */
  figures(): BudgetFigures;
  /** Loads who has connected, and looks after their sign-ins from then on. */
  start(): Promise<void>;
  stop(): void;
}

/** An unused JWT sign-in is forgotten after this time: its refresh token has expired by then. */
const BY_JWT_KEPT_MS = 14 * 24 * 3_600_000;

/** Wires sign-ins, budget and REST for one RingCentral app. Sends nothing until asked to. */
export function createRingCentral(options: RingCentralOptions): RingCentralAccount {
  const { server, clientId, jwt, store, log, clock = systemClock } = options;
  const scope = scopeOf(server, clientId, jwt ?? '');
  const appScope = scopeOf(server, clientId, '');
  const wire = new Wire(options);
  const timeout = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
  const leaseMs = options.signInLeaseMs === undefined ? {} : { leaseMs: options.signInLeaseMs };
  const authBudget = new AuthBudget(store, appScope);
  const endpoint = new TokenEndpoint({
    ...{ wire, clock, budget: authBudget },
    ...(options.timeoutMs === undefined ? {} : { requestTimeoutMs: options.timeoutMs }),
    ...(options.signInRetryPauseMs === undefined ? {} : { retryPauseMs: options.signInRetryPauseMs }),
  });
  const vault = new TokenVault({ store, log, scope: appScope, keys: options.encryptionKeys ?? [] });
  const list = new SignInList({ scope: appScope, store, clock, log });

  const pacer = new Pacer(clock);
  const accountSignIn = (place: string, obtain: Obtain, more: { keptMs?: number; onLost: () => void }) => {
    const kept = new KeptTokens({ store, vault, clock, log, place, scope: appScope, obtain, ...leaseMs, ...more });
    return { kept, signIn: new SignIn({ kept, clock, log }) };
  };
  const tools = { endpoint, pacer, clock, log };
  const connected = accountSignIn(
    ACCOUNT_PLACE,
    byPerson({ ...tools, place: ACCOUNT_PLACE }, { none: NOBODY, lost: ACCOUNT_LOST }),
    { onLost: () => connections.lost(ACCOUNT_PLACE) },
  );
  const jwtPlace = `jwt-${scope}`;
  const jwtSignIn =
    jwt === undefined
      ? undefined
      : accountSignIn(jwtPlace, byJwt({ ...tools, place: jwtPlace }, jwt), {
          keptMs: BY_JWT_KEPT_MS,
          // Nobody connected the account, so report why the JWT is refused.
          onLost: () => undefined,
        }).signIn;
  const signIn = new AccountSignIn({
    byPerson: connected.signIn,
    isConnected: () => list.at(ACCOUNT_PLACE) !== undefined,
    ...(jwtSignIn ? { byJwt: jwtSignIn } : {}),
  });
  const rest = new Rest({ wire, signIn, pacer, store, clock, log, scope, ...timeout });

  const people = new PeopleSignIns({
    ...{ wire, endpoint, vault, store, clock, log, scope: appScope, ...timeout, ...leaseMs },
    onLost: (place) => connections.lost(place),
  });
  const connections = new BrowserConnections({
    ...{ server, clientId, wire, endpoint, list, store, clock, log, scope: appScope },
    at: (place, extensionId) => (place === ACCOUNT_PLACE ? connected : people.at(place, extensionId)),
    isReplaced: (place) => place === ACCOUNT_PLACE && jwtSignIn !== undefined,
  });
  const accountListeners = new Set<() => void>();
  let started = false;
  list.onChange((place) => {
    if (place !== ACCOUNT_PLACE) return people.reconsider(place);
    connected.signIn.reconsider();
    // Loading who has connected at startup is not a change.
    if (!started) return;
    for (const listener of [...accountListeners]) listener();
  });

  /** The own sign-in of a line's user. For the user the bot signs in as, the account's sign-in has the same rights and the same budget. */
  const ownSignIn = (extensionId: string): KeptAccess | undefined => {
    if (signIn.ownerId() === extensionId) return undefined;
    const entry = list.ofExtension(extensionId);
    return entry && people.of(entry);
  };
  const controlRights = new ControlRights({
    ...{ store, scope, clock, log },
    actingFor: (extensionId) => {
      const userId = signIn.ownerId() ?? '';
      return { userId, ownsLine: userId === extensionId || ownSignIn(extensionId) !== undefined };
    },
  });

  return {
    ...{ rest, pacer, signIn, connections, clock, scope, authBudget },
    restOf: (extensionId) => new LineRest({ rest, pacer }, () => ownSignIn(extensionId), log),
    controlRights,
    onAccountChange(listener) {
      accountListeners.add(listener);
      return () => accountListeners.delete(listener);
    },
    figures: () => sumOfFigures(pacer.figures(), people.figures()),
    async start() {
      await list.start();
      started = true;
      void connections.tend();
      jwtSignIn?.tend().catch((error: unknown) => log.warn({ err: error }, 'the JWT sign-in could not be kept alive'));
    },
    stop() {
      list.stop();
      connections.stop();
      people.stop();
      pacer.stop();
    },
  };
}

/** A short name for this app on this server with this JWT, safe as part of a key. */
function scopeOf(server: string, clientId: string, jwt: string): string {
  return createHash('sha256').update(`${server}\n${clientId}\n${jwt}`).digest('hex').slice(0, 16);
}
