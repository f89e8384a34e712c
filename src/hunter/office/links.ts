import { z } from 'zod';
import type { Directory, Extension } from '../ports/directory.js';

const LINK_WAYS = ['code', 'admin', 'sign-in'] as const;

/** Links a person to an extension, where e-mail cannot or a proof overrules it. */
export const linkSchema = z.object({
  /** A Slack user id. */
  userId: z.string(),
  extensionId: z.string(),
  /**
   * How it was proved: a code spoken to that phone, an admin's confirmation, or the person's own RingCentral sign-in.
   */
  how: z.enum(LINK_WAYS),
  /** The Slack user id of the person who made the link. */
  by: z.string(),
  at: z.number(),
});
export type Link = z.infer<typeof linkSchema>;

/** Adds a link; a person has one extension, and an extension one person. */
export function withLink(links: readonly Link[], link: Link): readonly Link[] {
  return [
    ...links.filter(({ userId, extensionId }) => userId !== link.userId && extensionId !== link.extensionId),
    link,
  ];
}

/** A person's extension and how it is known, or why it is not. */
export type Identity =
  | { readonly extension: Extension; readonly how: 'email' | Link }
  | { readonly extension: undefined; readonly why: 'no-match' }
  /** Several extensions have this address, or the only one is proved to be someone else's. */
  | { readonly extension: undefined; readonly why: 'several' | 'taken'; readonly candidates: readonly Extension[] };

/** Whether an extension can belong to a person: in use, and not a queue, menu or room. */
export function isPersonal({ enabled, impersonal }: Extension): boolean {
  return enabled && impersonal !== true;
}

/**
 * Finds a person's extension: by a proved link, or else by an e-mail address that exactly one personal extension has.
 */
export function identify(
  person: { readonly userId: string; readonly email: string | undefined },
  extensions: readonly Extension[],
  links: readonly Link[],
): Identity {
  const link = links.find(({ userId }) => userId === person.userId);
  const linked = extensions.find((each) => each.id === link?.extensionId);
  if (link !== undefined && linked?.enabled) return { extension: linked, how: link };
  const wanted = person.email?.trim().toLowerCase();
  const candidates = extensions.filter(
    (each) => wanted !== undefined && wanted !== '' && isPersonal(each) && each.email?.trim().toLowerCase() === wanted,
  );
  const [first, ...others] = candidates;
  if (first === undefined) return { extension: undefined, why: 'no-match' };
  if (others.length > 0) return { extension: undefined, why: 'several', candidates };
  const taken = links.some(({ extensionId, userId }) => extensionId === first.id && userId !== person.userId);
  return taken ? { extension: undefined, why: 'taken', candidates } : { extension: first, how: 'email' };
}

/**
 * The links whose extension is gone or no longer in use. Empty if the directory has not been read completely, could not
 * be read last time, or is empty.
 */
export function endedLinks(links: readonly Link[], directory: Directory): readonly Link[] {
  const extensions = directory.extensions();
  if (directory.refreshedAt() === undefined || directory.problem() !== undefined || extensions.length === 0) return [];
  const inUse = new Set(extensions.filter(({ enabled }) => enabled).map(({ id }) => id));
  return links.filter(({ extensionId }) => !inUse.has(extensionId));
}
