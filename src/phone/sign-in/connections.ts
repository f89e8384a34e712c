import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Connection, Connections, Redeemed, Whose } from '../../hunter/office/people-ports.js';
import type { Store } from '../../hunter/ports/store.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';
import type { Wire } from '../api/wire.js';
import { authorizeUrl, redeemCode } from './authorization.js';
import type { KeptTokens } from './kept-tokens.js';
import type { SignIn } from './sign-in.js';
import { notStored, placeOf, type SignInEntry, type SignInList, whoseIs } from './sign-in-list.js';
import type { TokenEndpoint } from './token-endpoint.js';
import type { Tokens } from './tokens.js';

export interface ConnectionsOptions {
  readonly server: string;
  readonly clientId: string;
  readonly wire: Wire;
  readonly endpoint: TokenEndpoint;
  readonly list: SignInList;
  /** The sign-in at a place of the list, whether or not there is one. */
  readonly at: (place: string, extensionId: string) => { readonly kept: KeptTokens; readonly signIn: SignIn };
  /** Nobody needs to hear of its loss, since another sign-in does its work. */
  readonly isReplaced: (place: string) => boolean;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly scope: string;
}

/** How often sign-ins are checked. Each is renewed at half the life of its refresh token, which is days. */
const TEND_EVERY_MS = 3_600_000;
/** How long we remember having told somebody: longer than anyone takes to connect again. */
const TOLD_KEPT_MS = 90 * 24 * 3_600_000;

/** The sign-ins people make in their browser. They are renewed even when nobody uses them, and a loss is reported once. */
export class BrowserConnections implements Connections {
  readonly #redeemed = new WeakMap<Redeemed, Tokens>();
  readonly #listeners = new Set<(whose: Whose) => void>();
  #cancelTending: (() => void) | undefined;
  #stopped = false;

  constructor(private readonly options: ConnectionsOptions) {}

  authorizeUrl(ask: { readonly state: string; readonly challenge: string; readonly redirectUri: string }): string {
    return authorizeUrl(this.options, ask);
  }

  async redeem(answer: {
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }): Promise<Redeemed> {
    const { redeemed, tokens } = await redeemCode(this.options, answer);
    this.#redeemed.set(redeemed, tokens);
    return redeemed;
  }

  async keep(whose: Whose, redeemed: Redeemed): Promise<void> {
    const { list, at, clock, log, endpoint } = this.options;
    const tokens = this.#redeemed.get(redeemed);
    if (!tokens) throw usedUp();
    const place = placeOf(whose);
    const { extensionId } = redeemed;
    const { kept } = at(place, extensionId);
    const before = list.at(place);
    const since = Math.max(clock.now(), (before?.since ?? 0) + 1);
    // The tokens first, so that anyone who hears of the sign-in finds them.
    const earlier = await kept.begin(tokens, since).catch((error: unknown) => {
      log.warn({ place, reason: sentenceOf(error) }, 'a RingCentral sign-in could not be stored');
      throw notStored();
    });
    try {
      await list.put({ place, extensionId, since });
    } catch (error) {
      await kept.end().catch(() => undefined);
      throw error;
    } finally {
      if (earlier) await endpoint.revoke(earlier, earlier.ownerId ?? place);
    }
    this.#redeemed.delete(redeemed);
    log.info({ place }, 'a RingCentral sign-in was stored');
  }

  async discard(redeemed: Redeemed): Promise<void> {
    const tokens = this.#redeemed.get(redeemed);
    this.#redeemed.delete(redeemed);
    if (tokens) await this.options.endpoint.revoke(tokens, redeemed.extensionId);
  }

  async of(whose: Whose): Promise<Connection | undefined> {
    const entry = this.options.list.at(placeOf(whose));
    if (!entry) return undefined;
    const { extensionId, since } = entry;
    return { extensionId, since, state: (await this.#state(entry)) === 'working' ? 'working' : 'lost' };
  }

  async end(whose: Whose): Promise<boolean> {
    const { list, at, endpoint, log } = this.options;
    const place = placeOf(whose);
    const entry = list.at(place);
    // The list first: an entry without tokens would count as lost.
    await list.remove(place);
    const { kept, signIn } = at(place, entry?.extensionId ?? '');
    const tokens = await kept.end();
    signIn.reconsider();
    if (tokens) await endpoint.revoke(tokens, tokens.ownerId ?? place);
    if (entry) log.info({ place }, 'a RingCentral sign-in was ended');
    return entry !== undefined || tokens !== undefined;
  }

  onLost(listener: (whose: Whose) => void): () => void {
    this.#listeners.add(listener);
    // Report what was lost while nobody was listening.
    void this.#look();
    return () => this.#listeners.delete(listener);
  }

  /** This process has just found a sign-in dead. */
  lost(place: string): void {
    const entry = this.options.list.at(place);
    if (entry) void this.#tell(entry);
  }

  /** Checks all sign-ins now and regularly from then on. Resolves after the first round; a failure is tried again in the next one. */
  async tend(): Promise<void> {
    const { list, at, clock, log } = this.options;
    for (const { place, extensionId } of list.all()) {
      if (this.#stopped) return;
      await at(place, extensionId)
        .signIn.tend()
        .catch((error: unknown) => log.warn({ err: error, place }, 'a RingCentral sign-in could not be kept alive'));
    }
    await this.#look();
    this.#cancelTending?.();
    if (!this.#stopped) this.#cancelTending = clock.setTimer(() => void this.tend(), TEND_EVERY_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTending?.();
  }

  async #look(): Promise<void> {
    for (const entry of this.options.list.all()) {
      const state = await this.#state(entry).catch(() => 'unknown');
      if (state === 'lost') await this.#tell(entry);
    }
  }

  /** `unreadable`: sealed with a key that is not in the settings; it works again once that key is back. */
  async #state({ place, extensionId }: SignInEntry): Promise<'working' | 'lost' | 'unreadable'> {
    const found = await this.options.at(place, extensionId).kept.find();
    if (found.is === 'unreadable') return 'unreadable';
    return found.is === 'kept' && found.kept.tokens ? 'working' : 'lost';
  }

  /** Reported once across all processes: by the one that sets the mark. */
  async #tell({ place, since }: SignInEntry): Promise<void> {
    const { store, scope, log, isReplaced } = this.options;
    if (this.#listeners.size === 0 || isReplaced(place)) return;
    try {
      if (!(await store.setIfAbsent(`rc:${scope}:lost-told:${place}:${since}`, '1', TOLD_KEPT_MS))) return;
      for (const listener of [...this.#listeners]) listener(whoseIs(place));
    } catch (error) {
      log.warn({ place, reason: sentenceOf(error) }, 'the loss of a sign-in could not be reported yet');
    }
  }
}

function usedUp(): PhoneError {
  return new PhoneError({
    code: 'sign-in',
    what: 'This sign-in has already been used.',
    todo: 'Start again with /irs-hunt connect.',
    retryable: false,
  });
}
