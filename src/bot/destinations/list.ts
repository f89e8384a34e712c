import type { KnownBlock } from '@slack/types';
import { whyNot } from '../../hunter/office/rights.js';
import type { BotParts } from '../parts.js';
import { destinationsMessage } from './texts.js';

/** `/irs-hunt destinations`: what may be called; admins change it there. */
export async function destinations(
  { destinations: list, standings }: BotParts,
  user: string,
): Promise<{ readonly text: string; readonly blocks: KnownBlock[] }> {
  // When Slack cannot tell who somebody is, the list is still there, without what admins do.
  const standing = await standings.of(user).catch(() => 'outsider' as const);
  return destinationsMessage(list.all(), whyNot('edit-destinations', standing) === undefined);
}
