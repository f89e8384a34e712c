import { createHash } from 'node:crypto';
import { z } from 'zod';
import { reasonOf } from '../../hunter/base/bounded.js';
import type { Log } from '../../hunter/base/log.js';
import type { Audit } from '../../hunter/office/audit.js';
import type { Connections, Redeemed } from '../../hunter/office/people-ports.js';
import type { Store } from '../../hunter/ports/store.js';
import type { Gate } from '../answering/gate.js';
import type { People } from '../people/people.js';
import { harmless } from '../slack/sdk-log.js';
import { type Allowance, createAllowance } from './allowance.js';
import { CONNECT, type Kind, whoseOf } from './kind.js';
import { createOneTime, hashOf, newSecret } from './one-time.js';
import { PAGES, type Page } from './pages.js';

const LASTS_MS = 600_000;
/** Nobody needs more links, and each may use up RingCentral's small budget for sign-ins. */
const LINKS_A_PERSON = 5;

const kind = z.enum(['person', 'account']);
const ticketSchema = z.object({ user: z.string(), kind });
const stateSchema = z.object({
  user: z.string(),
  kind,
  verifier: z.string(),
  /** Hash of the secret in the browser's cookie. */
  browser: z.string(),
});

export interface WebSignInOptions {
  readonly connections: Connections;
  /** The bot's public address. */
  readonly baseUrl: string;
  readonly store: Store;
  readonly people: Pick<People, 'extensionOf'>;
  /** Links the extension to the person, audits it, and tells the previous owner. */
  readonly link: (user: string, redeemed: Redeemed) => Promise<void>;
  readonly gate: Pick<Gate, 'refusal'>;
  /** A person's e-mail address in Slack. */
  readonly emailOf: (user: string) => Promise<string | undefined>;
  readonly audit: Pick<Audit, 'record'>;
  /** Called once a sign-in is saved. */
  readonly connected: (user: string, kind: Kind, redeemed: Redeemed) => Promise<void>;
  readonly log: Log;
  readonly now: () => number;
}

/** Where to send the browser, and the secret it keeps until it comes back. */
export interface Departure {
  readonly to: string;
  readonly state: string;
  readonly browser: string;
}

/** What the browser brings back from RingCentral. */
export interface Return {
  readonly state: string;
  readonly code?: string;
  readonly error?: string;
  /** The secret from the browser's cookie, if any. */
  readonly browser?: string;
}

/** Signs a person from the Slack workspace in to RingCentral in a browser. */
export interface WebSignIn {
  /** A private link for this person; undefined if they have asked for too many. */
  invite(user: string, kind: Kind): Promise<string | undefined>;
  /** The link was opened. */
  begin(ticket: string): Promise<Departure | Page>;
  /** RingCentral sent the browser back. */
  finish(back: Return): Promise<Page>;
}

/** Link, redirect and return are each tied to one Slack user and work once within ten minutes, in any process. */
export function createWebSignIn(options: WebSignInOptions): WebSignIn {
  const { connections, store, people, link, gate, emailOf, audit, connected, log, now } = options;
  const tickets = createOneTime({ name: 'ticket', schema: ticketSchema, lastsMs: LASTS_MS, store, now });
  const states = createOneTime({ name: 'state', schema: stateSchema, lastsMs: LASTS_MS, store, now });
  const mayAsk: Allowance = createAllowance({ most: LINKS_A_PERSON, windowMs: LASTS_MS, now });
  // From the settings: no request decides where we redirect.
  const redirectUri = addressOf(options.baseUrl, 'oauth/callback');

  const note = (user: string, of: Kind, outcome: 'done' | 'refused' | 'failed', why?: string): void =>
    audit.record({ by: user, act: 'sign-in', outcome, about: of, ...(why === undefined ? {} : { why }) });

  const notAllowed = async (user: string, of: Kind): Promise<Page | undefined> => {
    const refusal = await gate.refusal(CONNECT[of], user);
    return refusal === undefined ? undefined : PAGES.notAllowed(refusal);
  };

  /** Accept only their own RingCentral user; otherwise, sending an admin your link would give you the admin's rights. */
  const isTheirs = async (user: string, redeemed: Redeemed): Promise<boolean> => {
    const own = await people.extensionOf(user);
    if (own !== undefined) return own.extensionId === redeemed.extensionId;
    const [theirs, given] = [await emailOf(user), redeemed.email].map((each) => each?.trim().toLowerCase());
    return theirs !== undefined && theirs !== '' && theirs === given;
  };

  const misfit = async (user: string, of: Kind, redeemed: Redeemed): Promise<Page | undefined> => {
    if (of === 'account') return redeemed.admin ? undefined : PAGES.notAdministrator(nameOf(redeemed));
    return (await isTheirs(user, redeemed)) ? undefined : PAGES.otherPerson(nameOf(redeemed));
  };

  const keep = async (user: string, of: Kind, redeemed: Redeemed): Promise<Page> => {
    const { extensionNumber } = redeemed;
    try {
      const wrong = await misfit(user, of, redeemed);
      if (wrong !== undefined) {
        note(user, of, 'refused', `signed in as extension ${extensionNumber}: ${wrong.title}`);
        await connections.discard(redeemed);
        return wrong;
      }
      if (of === 'person') await link(user, redeemed);
      await connections.keep(whoseOf(of, user), redeemed);
    } catch (error) {
      await connections.discard(redeemed);
      throw error;
    }
    note(user, of, 'done', `extension ${extensionNumber}`);
    await connected(user, of, redeemed);
    return of === 'account' ? PAGES.accountConnected(nameOf(redeemed)) : PAGES.connected(nameOf(redeemed));
  };

  return {
    async invite(user, of) {
      if (!mayAsk(user)) return undefined;
      const ticket = await tickets.issue({ user, kind: of });
      return `${addressOf(options.baseUrl, 'oauth/start')}?ticket=${ticket}`;
    },

    async begin(ticket) {
      const taken = await tickets.take(ticket);
      if (taken.state !== 'good') return PAGES[taken.state]();
      const { user, kind: of } = taken.value;
      const refusal = await notAllowed(user, of);
      if (refusal !== undefined) return refusal;
      const [verifier, browser] = [newSecret(), newSecret()];
      const state = await states.issue({ user, kind: of, verifier, browser: hashOf(browser) });
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      return { to: connections.authorizeUrl({ state, challenge, redirectUri }), state, browser };
    },

    async finish({ state, code, error, browser }) {
      const seen = await states.look(state);
      if (seen.state !== 'good') return PAGES[seen.state]();
      const { user, kind: of, verifier } = seen.value;
      if (browser === undefined || hashOf(browser) !== seen.value.browser) {
        note(user, of, 'refused', 'came back in another browser');
        return PAGES.otherBrowser();
      }
      const taken = await states.take(state);
      if (taken.state !== 'good') return PAGES[taken.state]();
      if (error !== undefined || code === undefined) {
        const reason = error !== undefined && /^[a-z_]{1,40}$/.test(error) ? error : 'none';
        note(user, of, 'refused', `RingCentral: ${reason}`);
        return reason === 'access_denied' ? PAGES.denied(of) : PAGES.refusedByRingCentral(of, reason);
      }
      const refusal = await notAllowed(user, of);
      if (refusal !== undefined) return refusal;
      let redeemed: Redeemed;
      try {
        redeemed = await connections.redeem({ code, verifier, redirectUri });
      } catch (cause) {
        const why = harmless(reasonOf(cause));
        log.warn({ kind: of, why }, 'RingCentral did not complete a sign-in');
        note(user, of, 'failed', why);
        return PAGES.notCompleted(of, why);
      }
      return keep(user, of, redeemed);
    },
  };
}

export function nameOf({ name, extensionNumber }: Pick<Redeemed, 'name' | 'extensionNumber'>): string {
  return `${name}, extension ${extensionNumber}`;
}

/** A path below the public address, which may have a path itself. */
export function addressOf(baseUrl: string, path: string): string {
  return new URL(path, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`).href;
}
