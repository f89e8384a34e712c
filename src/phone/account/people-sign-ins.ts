import type { Clock } from '../../hunter/base/clock.js';
import type { DebugLog } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { type BudgetFigures, Pacer } from '../api/pacer.js';
import { PhoneError } from '../api/phone-error.js';
import type { Wire } from '../api/wire.js';
import { KeptTokens } from '../sign-in/kept-tokens.js';
import { byPerson } from '../sign-in/obtaining.js';
import { SignIn } from '../sign-in/sign-in.js';
import type { SignInEntry } from '../sign-in/sign-in-list.js';
import type { TokenEndpoint } from '../sign-in/token-endpoint.js';
import type { TokenVault } from '../sign-in/token-vault.js';
import type { Access } from './line-rest.js';
import { Rest } from './rest.js';

/** A sign-in made in a browser, as this process uses it. */
export interface KeptAccess extends Access {
  readonly kept: KeptTokens;
  readonly signIn: SignIn;
}

export interface PeopleSignInsOptions {
  readonly wire: Wire;
  readonly endpoint: TokenEndpoint;
  readonly vault: TokenVault;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: DebugLog;
  readonly scope: string;
  readonly timeoutMs?: number;
  readonly leaseMs?: number;
  readonly onLost: (place: string) => void;
}

/** A call does not wait longer than this for a person's own token, since the account's is available. */
const OWN_TOKEN_WITHIN_MS = 3_000;

/** People's own sign-ins. Each has its own budget, since RingCentral counts requests by user and app. */
export class PeopleSignIns {
  readonly #accesses = new Map<string, KeptAccess>();

  constructor(private readonly options: PeopleSignInsOptions) {}

  /** The sign-in at a place, whether or not anybody has signed in there. */
  at(place: string, extensionId: string): KeptAccess {
    const key = `${place} ${extensionId}`;
    const known = this.#accesses.get(key);
    if (known) return known;
    const made = this.#make(place, extensionId);
    this.#accesses.set(key, made);
    return made;
  }

  of({ place, extensionId }: SignInEntry): KeptAccess {
    return this.at(place, extensionId);
  }

  /** A sign-in was replaced or ended: forget what we know about it. */
  reconsider(place: string): void {
    for (const [key, access] of this.#accesses) if (key.startsWith(`${place} `)) access.signIn.reconsider();
  }

  figures(): readonly BudgetFigures[] {
    return [...this.#accesses.values()].map(({ pacer }) => pacer.figures());
  }

  stop(): void {
    for (const { pacer } of this.#accesses.values()) pacer.stop();
  }

  #make(place: string, extensionId: string): KeptAccess {
    const { wire, endpoint, vault, store, clock, log, scope, timeoutMs, leaseMs, onLost } = this.options;
    const pacer = new Pacer(clock);
    const kept = new KeptTokens({
      ...{ store, vault, clock, log, place, scope },
      obtain: byPerson({ endpoint, pacer, clock, log, place }, { none: NOT_CONNECTED, lost: LOST }),
      onLost: () => onLost(place),
      ...(leaseMs === undefined ? {} : { leaseMs }),
    });
    const signIn = new SignIn({ kept, clock, log, maxWaitMs: OWN_TOKEN_WITHIN_MS });
    const timeout = timeoutMs === undefined ? {} : { timeoutMs };
    const rest = new Rest({
      ...{ wire, signIn, pacer, store, clock, log },
      scope: `${scope}:${extensionId}`,
      ...timeout,
    });
    return { kept, signIn, pacer, rest };
  }
}

const NOT_CONNECTED = new PhoneError({
  code: 'sign-in',
  what: 'This person has not signed in to RingCentral.',
  todo: 'They type /irs-hunt connect.',
  retryable: false,
});
const LOST = new PhoneError({
  code: 'sign-in',
  what: 'RingCentral no longer accepts the sign-in of this person.',
  todo: 'They type /irs-hunt connect.',
  retryable: false,
});
