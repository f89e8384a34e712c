import type { KnownBlock, PlainTextOption } from '@slack/types';
import { callableLines } from '../../hunter/office/callable-lines.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { Standings } from '../people/standing.js';
import { button, context, type Message, section } from '../slack/block-parts.js';
import { plainly } from '../slack/mrkdwn.js';
import { findRows, LINE_FILTERS, type LineFilter, type LineQuery, type LineRow, lineRows } from './line-list.js';
import { otherExtensions } from './lines.js';
import { LIST_ACTIONS } from './list-actions.js';
import { freshnessWords } from './sync-texts.js';
import type { LineFacts } from './usable.js';

const ROWS_A_PAGE = 8;
const FILTER_WORDS: Readonly<Record<LineFilter, string>> = {
  all: 'All extensions',
  can: 'Can place calls',
  cannot: 'Cannot place calls',
  aside: 'Set aside',
  'in-use': 'In a hunt now',
};

/** What listing the extensions takes. */
export interface ListNeeds extends LineFacts {
  readonly standings: Pick<Standings, 'of'>;
  readonly now: () => number;
}

/** `/irs-hunt lines`: what each extension can do, and if it can't call, why and how to fix it. Admins can set lines aside here. */
export async function lines(needs: ListNeeds, user: string, query: LineQuery): Promise<Message> {
  const { directory, openHunts, pools, setAside, standings, now } = needs;
  const isAdmin = (await standings.of(user).catch(() => 'member')) === 'admin';
  const inUse = linesInUse(openHunts());
  const rows = lineRows(directory.extensions(), { pools: pools.get(), setAside: setAside.get(), inUse });
  const found = findRows(rows, query);
  const pages = Math.max(1, Math.ceil(found.length / ROWS_A_PAGE));
  const page = Math.min(query.page, pages - 1);
  const shown = found.slice(page * ROWS_A_PAGE, (page + 1) * ROWS_A_PAGE);
  const can = callableLines(directory).length;
  const text = `${can} ${can === 1 ? 'line' : 'lines'} can call, ${otherExtensions(directory).length} cannot. ${freshnessWords(directory, now())}`;
  const view = { ...query, page };
  return {
    text,
    blocks: [
      section(text),
      filterBlock(view),
      ...(found.length === 0 ? [section(nothingWords(query))] : []),
      ...shown.map((row) => rowBlock(row, isAdmin, view)),
      ...footer(view, found.length, pages),
    ],
  };
}

function filterBlock({ filter, words }: LineQuery): KnownBlock {
  const options = LINE_FILTERS.map(
    (value): PlainTextOption => ({ text: { type: 'plain_text', text: FILTER_WORDS[value] }, value }),
  );
  return {
    type: 'actions',
    // The select sends only its own choice, so the search words are kept here.
    block_id: `lines:${words}`,
    elements: [
      {
        type: 'static_select',
        action_id: LIST_ACTIONS.filter,
        options,
        initial_option: options[LINE_FILTERS.indexOf(filter)] as PlainTextOption,
      },
    ],
  };
}

function rowBlock(row: LineRow, isAdmin: boolean, view: LineQuery): KnownBlock {
  const { extension, aside } = row;
  const { number, name, line, enabled } = extension;
  const can = aside ? 'set aside, not for hunting' : `calls from ${line?.number}`;
  const cannot = `${enabled ? 'takes calls, cannot place them' : 'cannot be used'}: ${plainly(extension.cannotCall ?? '')}`;
  const marks = [
    row.inUse ? 'in a hunt now' : undefined,
    aside && line === undefined ? 'set aside' : undefined,
    row.pools.length === 0 ? undefined : `in ${row.pools.map((pool) => `_${plainly(pool)}_`).join(', ')}`,
  ].filter((mark) => mark !== undefined);
  const words = `*${plainly(`${number} ${name}`)}* · ${[line === undefined ? cannot : can, ...marks].join(' · ')}`;
  return section(words, isAdmin ? rowButton(row, view) : undefined);
}

function rowButton({ extension, aside }: LineRow, view: LineQuery) {
  const { number, name, line } = extension;
  const value = JSON.stringify({ ...view, line: number });
  const named = `${number} ${name}`;
  if (aside) return button({ action: LIST_ACTIONS.back, text: 'Bring back', value, label: `Bring ${named} back` });
  if (line !== undefined)
    return button({ action: LIST_ACTIONS.aside, text: 'Set aside', value, label: `Set ${named} aside` });
  if (extension.obstacle === 'wrong-type') return undefined;
  return button({ action: LIST_ACTIONS.lookAgain, text: 'Look again', value, label: `Read ${named} again` });
}

function footer(view: LineQuery, found: number, pages: number): readonly KnownBlock[] {
  if (pages === 1) return found === 0 ? [] : [context('`/irs-hunt lines 201` or a name finds one.')];
  const { page } = view;
  const turn = (to: number) => JSON.stringify({ ...view, page: to });
  const elements = [
    ...(page > 0
      ? [button({ action: LIST_ACTIONS.previous, text: 'Previous', value: turn(page - 1), label: 'Previous page' })]
      : []),
    ...(page < pages - 1
      ? [button({ action: LIST_ACTIONS.next, text: 'Next', value: turn(page + 1), label: 'Next page' })]
      : []),
  ];
  const where = `Page ${page + 1} of ${pages}, ${found} extensions. \`/irs-hunt lines 201\` or a name finds one.`;
  return [{ type: 'actions', elements }, context(where)];
}

function nothingWords({ filter, words }: LineQuery): string {
  const what = words === '' ? '' : ` with “${plainly(words)}”`;
  return filter === 'all' ? `No extension${what}.` : `No extension${what} under “${FILTER_WORDS[filter]}”.`;
}
