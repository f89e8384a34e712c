import type { webApi } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';
import { type Identity, identify, type Link, withLink } from '../../hunter/office/links.js';
import type { SharedValue } from '../../hunter/office/shared-value.js';
import type { Directory, Extension } from '../../hunter/ports/directory.js';
import type { RingTarget } from '../../hunter/terms.js';
import { slackFailure } from '../slack/errors.js';
import { tooLong, within } from '../slack/within.js';

type ExtensionTarget = Extract<RingTarget, { kind: 'extension' }>;

/** E-mail addresses change rarely, but somebody without one may get one soon. */
const KNOWN_MS = 3_600_000;
const UNKNOWN_MS = 60_000;
/** A form submission must be answered within 3 s, whatever Slack's own API does. */
const LOOK_UP_MS = 2_000;

/** Whose extension is whose: by a proved link, otherwise by an e-mail address that exactly one extension has. */
export interface People {
  /** The person's own extension; undefined if none is certain. */
  extensionOf(userId: string): Promise<ExtensionTarget | undefined>;
  /** The same from memory: `unknown` if Slack must be asked first. */
  extensionNow(userId: string): ExtensionTarget | undefined | 'unknown';
  /** The same, with how it is known, or why it is not. */
  identityOf(userId: string): Promise<Identity>;
  identityNow(userId: string): Identity | 'unknown';
  /** Links a person to an extension. Ends any earlier link of either. */
  link(link: Omit<Link, 'at'>): Promise<void>;
  /** Ends a person's link; false if there was none. */
  unlink(userId: string): Promise<boolean>;
}

interface Known {
  readonly email: string | undefined;
  readonly until: number;
}

/** Its methods throw if Slack can't be asked, since that is not the same as having no extension. */
export function createPeople(parts: {
  readonly client: webApi.WebClient;
  readonly directory: Directory;
  readonly links: SharedValue<readonly Link[]>;
  readonly log: Log;
  readonly now: () => number;
}): People {
  const { client, directory, links, log, now } = parts;
  const emails = new Map<string, Known>();
  const asking = new Map<string, Promise<string | undefined>>();

  const identified = (userId: string, email?: string): Identity =>
    identify({ userId, email }, directory.extensions(), links.get());

  /** What needs no e-mail address. */
  const linked = (userId: string): Identity | undefined => {
    const identity = identified(userId);
    return identity.extension === undefined ? undefined : identity;
  };

  const ask = async (userId: string): Promise<string | undefined> => {
    try {
      const { user } = await client.users.info({ user: userId });
      const email = user?.profile?.email;
      emails.set(userId, { email, until: now() + (email === undefined ? UNKNOWN_MS : KNOWN_MS) });
      return email;
    } catch (error) {
      const failure = slackFailure(error);
      log.warn(
        { code: 'code' in failure ? failure.code : failure.kind },
        'could not look up a person’s e-mail address in Slack',
      );
      if (failure.kind !== 'refused') throw error;
      emails.set(userId, { email: undefined, until: now() + UNKNOWN_MS });
      return undefined;
    }
  };

  const remembered = (userId: string): Known | undefined => {
    const known = emails.get(userId);
    return known !== undefined && known.until > now() ? known : undefined;
  };

  const identityNow = (userId: string): Identity | 'unknown' => {
    const proved = linked(userId);
    const known = remembered(userId);
    if (proved === undefined && known === undefined) return 'unknown';
    return proved ?? identified(userId, known?.email);
  };

  const identityOf = async (userId: string): Promise<Identity> => {
    const proved = linked(userId);
    if (proved !== undefined) return proved;
    const known = remembered(userId);
    if (known !== undefined) return identified(userId, known.email);
    let pending = asking.get(userId);
    if (pending === undefined) {
      pending = ask(userId).finally(() => asking.delete(userId));
      asking.set(userId, pending);
    }
    const email = await within(LOOK_UP_MS, pending, tooLong(' to look up a person'));
    return identified(userId, email);
  };

  return {
    extensionNow(userId) {
      const identity = identityNow(userId);
      return identity === 'unknown' ? identity : targetOf(identity);
    },
    extensionOf: async (userId) => targetOf(await identityOf(userId)),
    identityOf,
    identityNow,
    async link(link) {
      await links.change((known) => withLink(known, { ...link, at: now() }));
    },
    async unlink(userId) {
      let found = false;
      await links.change((known) => {
        found = known.some((link) => link.userId === userId);
        return known.filter((link) => link.userId !== userId);
      });
      return found;
    },
  };
}

function targetOf({ extension }: Identity): ExtensionTarget | undefined {
  return extension === undefined ? undefined : extensionTarget(extension);
}

/** The extension as a place to ring. */
export function extensionTarget({ id, number, name }: Extension): ExtensionTarget {
  return { kind: 'extension', extensionId: id, extensionNumber: number, name };
}
