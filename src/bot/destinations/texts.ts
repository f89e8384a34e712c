import type { KnownBlock } from '@slack/types';
import type { Destination, OpeningHours, Weekday } from '../../hunter/terms.js';
import { HOUSE_ACTIONS } from '../answering/button-value.js';
import { button, confirmation, section } from '../slack/block-parts.js';
import { cut, LIMITS, pack } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';

/** Most list blocks in one answer; Slack refuses much more (`msg_blocks_too_long`). */
const TEXTS_AT_MOST = 4;

export const DAYS: readonly (readonly [Weekday, string])[] = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
];

/** “Mon–Fri 07:00 to 19:00 …”. */
export function hoursWords(hours: OpeningHours | undefined): string {
  if (hours === undefined) return 'always open';
  const names = DAYS.filter(([day]) => hours.days.includes(day)).map(([, name]) => name.slice(0, 3));
  const first = DAYS.findIndex(([day]) => hours.days.includes(day));
  const isRun = names.length > 2 && DAYS.slice(first, first + names.length).every(([day]) => hours.days.includes(day));
  const days = isRun ? `${names[0]}–${names.at(-1)}` : names.join(', ');
  const zone = hours.zone === 'line' ? 'local time of the calling line’s number' : hours.zone;
  const holidays = hours.closedOnFederalHolidays ? ', closed on federal holidays' : '';
  return `${days} ${hours.from} to ${hours.to} ${zone}${holidays}`;
}

function destinationLine({ id, name, number, hours, menu, checked, note }: Destination): string {
  const taught = menu.length === 0 ? ` · menu not taught yet: \`/irs-hunt teach ${id}\`` : '';
  const about = note === undefined ? '' : `\n   _${plainly(note)}_`;
  return `• *${plainly(name)}* (\`${id}\`) ${number} · ${plainly(hoursWords(hours))} · sure: ${checked.sure}, checked ${checked.on}${taught}${about}`;
}

/** The list of what may be called, with controls for admins. */
export function destinationsMessage(
  all: readonly Destination[],
  isAdmin: boolean,
): { readonly text: string; readonly blocks: KnownBlock[] } {
  const text = `${all.length} ${all.length === 1 ? 'phone line' : 'phone lines'} can be called, and no others.`;
  const packed = pack(all.map(destinationLine), LIMITS.sectionText);
  const shown = packed.slice(0, TEXTS_AT_MOST).map((part) => section(part));
  const more =
    packed.length > TEXTS_AT_MOST ? [section('The list goes on. The form (`/irs-hunt`) has all of them.')] : [];
  return { text, blocks: [section(text), ...shown, ...more, ...(isAdmin ? [adminControls(all)] : [])] };
}

function adminControls(all: readonly Destination[]): KnownBlock {
  const options = all.slice(0, LIMITS.options).map(({ id, name }) => ({
    text: { type: 'plain_text' as const, text: cut(name, LIMITS.optionText) },
    value: id,
  }));
  const select = (action_id: string, words: string) => ({
    ...{ type: 'static_select' as const, action_id, options },
    placeholder: { type: 'plain_text' as const, text: words },
  });
  return {
    type: 'actions',
    elements: [
      button({
        action: HOUSE_ACTIONS.addDestination,
        text: 'Add a phone line',
        value: 'add',
        label: 'Add a phone line to the list',
      }),
      select(HOUSE_ACTIONS.editDestination, 'Change…'),
      {
        ...select(HOUSE_ACTIONS.removeDestination, 'Remove…'),
        confirm: confirmation(
          'Remove it from the list?',
          'Nobody can start a hunt for it anymore. Running hunts keep their calls but do not dial it again.',
          'Remove',
          'Keep',
        ),
      },
    ],
  };
}
