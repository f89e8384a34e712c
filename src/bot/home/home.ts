import type { HomeView, KnownBlock } from '@slack/types';
import type { Standing } from '../../hunter/office/rights.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Pause } from '../../hunter/terms.js';
import { ACTIONS, writeValue } from '../answering/button-value.js';
import { pauseWords } from '../board/hunt-texts.js';
import { USAGE } from '../commands/table.js';
import { button, confirmation, section } from '../slack/block-parts.js';
import { ago } from '../slack/mrkdwn.js';
import { huntLine } from '../start/status.js';

/** Most hunts shown in each part; the home tab takes a hundred blocks. */
const SHOWN = 20;

function stopButton(state: HuntState) {
  return button({
    action: ACTIONS.stop,
    text: 'Stop the hunt',
    value: writeValue({ hunt: state.huntId }),
    label: `Stop the hunt for ${state.destination.name}`,
    style: 'danger',
    confirm: confirmation('Stop the hunt?', 'All calls of this hunt hang up.', 'Stop', 'Keep hunting'),
  });
}

function part(title: string, hunts: readonly HuntState[], none: string, mayStop: boolean): KnownBlock[] {
  const more = hunts.length > SHOWN ? [section(`… and ${hunts.length - SHOWN} more: \`/irs-hunt status\`.`)] : [];
  return [
    { type: 'header', text: { type: 'plain_text', text: title } },
    ...(hunts.length === 0 ? [section(none)] : []),
    ...hunts
      .slice(0, SHOWN)
      .map((state) => section(huntLine(state), mayStop && state.outcome === undefined ? stopButton(state) : undefined)),
    ...more,
  ];
}

/** One person's home tab: their hunts, other people's (which admins may stop), and help. */
export function home(user: string, open: readonly HuntState[], standing: Standing, hold?: Pause): HomeView {
  if (standing === 'outsider') return { type: 'home', blocks: [section(USAGE)] };
  const mine = open.filter(({ requester }) => requester === user);
  const others = open.filter(({ requester }) => requester !== user);
  return {
    type: 'home',
    blocks: [
      ...(hold === undefined ? [] : [section(`:warning: ${pauseWords(hold)} The pause began ${ago(hold.at)}.`)]),
      ...part('Your hunts', mine, 'You have no hunt running.', true),
      ...part('Other hunts', others, 'Nobody else has a hunt running.', standing === 'admin'),
      { type: 'divider' },
      section(USAGE),
    ],
  };
}
