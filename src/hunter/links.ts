import { z } from 'zod';

const LINK_WAYS = ['code', 'admin', 'sign-in'] as const;

/** Who somebody is on the phone, where e-mail does not tell or a proof overrules it. */
export const linkSchema = z.object({
  /** A Slack user id. */
  userId: z.string(),
  extensionId: z.string(),
  /** How it was proved: a code spoken to that phone, an admin's word, their own RingCentral sign-in. */
  how: z.enum(LINK_WAYS),
  /** Slack user id of who did it. */
  by: z.string(),
  at: z.number(),
});
export type Link = z.infer<typeof linkSchema>;

/** The links with this one added: a person has one extension, and an extension one person. */
export function withLink(links: readonly Link[], link: Link): readonly Link[] {
  return [
    ...links.filter(({ userId, extensionId }) => userId !== link.userId && extensionId !== link.extensionId),
    link,
  ];
}
