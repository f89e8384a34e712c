import type { KnownBlock } from '@slack/types';
import { type Pool, poolsOf } from '../../hunter/office/rights.js';
import type { Command } from '../answering/command.js';
import { LIST_ACTIONS } from '../lines/list-actions.js';
import { type CallerNeeds, callerOf, type LineFacts } from '../lines/usable.js';
import { button, confirmation, context, type Message, section } from '../slack/block-parts.js';
import { cut } from '../slack/limits.js';
import { mention, plainly } from '../slack/mrkdwn.js';
import { poolStateWords } from './pool-options.js';

/** Admins see two blocks per pool, and a message takes fifty. */
const SHOWN = 22;
const NAMED = 20;

/** What listing the pools takes. */
export interface PoolsNeeds extends LineFacts, CallerNeeds {}

/** `/irs-hunt pools`. */
export const poolsCommand: Command<PoolsNeeds> = {
  verb: 'pools',
  act: 'see-lines',
  usage: ['`/irs-hunt pools` shows the pools of lines you can call from; admins make and edit them there.'],
  run: (needs, { user }) => pools(needs, user),
};

/** The pools this person may use. Admins see and edit all of them. */
export async function pools(needs: PoolsNeeds, user: string): Promise<Message> {
  const caller = await callerOf(needs, user);
  if (typeof caller === 'string') return { text: caller, blocks: [section(caller)] };
  const isAdmin = caller.standing === 'admin';
  const mine = poolsOf(caller, needs.pools.get());
  const none = isAdmin
    ? 'There are no pools yet. A pool is a named set of lines that admins open to people and user groups.'
    : 'No pool of lines is open to you. Ask an admin to open one.';
  const text =
    mine.length === 0 ? none : `${mine.length} ${mine.length === 1 ? 'pool' : 'pools'} of lines you can call from:`;
  const more = mine.length > SHOWN ? [context(`… and ${mine.length - SHOWN} more.`)] : [];
  return {
    text,
    blocks: [
      section(text),
      ...mine.slice(0, SHOWN).flatMap((pool) => poolBlocks(needs, pool, isAdmin)),
      ...more,
      ...(isAdmin ? [newPool()] : []),
    ],
  };
}

function poolBlocks(needs: LineFacts, pool: Pool, isAdmin: boolean): KnownBlock[] {
  const words = `*${plainly(pool.name)}* · ${poolStateWords(needs, pool)}`;
  if (!isAdmin) return [section(words)];
  const value = JSON.stringify({ pool: pool.id });
  return [
    section(`${words}\nOpen to ${whomWords(pool)}`),
    {
      type: 'actions',
      elements: [
        button({ action: LIST_ACTIONS.editPool, text: 'Edit', value, label: `Edit the pool ${pool.name}` }),
        button({
          action: LIST_ACTIONS.deletePool,
          text: 'Delete',
          value,
          label: `Delete the pool ${pool.name}`,
          style: 'danger',
          confirm: confirmation(
            'Delete the pool?',
            `Nobody can call from its lines through ${cut(pool.name, 60)} anymore. Running hunts continue.`,
            'Delete',
            'Keep it',
          ),
        }),
      ],
    },
  ];
}

function whomWords({ members, groups }: Pool): string {
  const whom = [
    ...groups.filter((id) => /^S[A-Z0-9]{1,30}$/.test(id)).map((id) => `<!subteam^${id}>`),
    ...members.map(mention),
  ];
  if (whom.length === 0) return 'admins only.';
  const more = whom.length > NAMED ? ` and ${whom.length - NAMED} more` : '';
  return `${whom.slice(0, NAMED).join(', ')}${more}, and admins.`;
}

function newPool(): KnownBlock {
  const value = JSON.stringify({});
  return {
    type: 'actions',
    elements: [
      button({ action: LIST_ACTIONS.newPool, text: 'New pool', value, label: 'New pool of lines', style: 'primary' }),
    ],
  };
}
