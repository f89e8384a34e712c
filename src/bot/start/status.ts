import type { House } from '../../hunter/office/house.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Command } from '../answering/command.js';
import { headline, nextStep } from '../board/board.js';
import { pauseWords } from '../board/hunt-texts.js';
import type { Waitlist } from '../board/waitlist.js';
import { cut, LIMITS } from '../slack/limits.js';
import { ago, mention, plainly } from '../slack/mrkdwn.js';

/** A hunt in one line, with its channel. */
export function huntLine(state: HuntState, place?: number): string {
  const lines = `${state.lines.length} ${state.lines.length === 1 ? 'line' : 'lines'}`;
  const where = /^C/.test(state.channel) ? ` in <#${state.channel}>` : '';
  return `*${headline(state)}: ${plainly(state.destination.name)}* for ${mention(state.requester)} on ${lines}${where}, started ${ago(state.startedAt)}. ${nextStep(state, place)}`;
}

/** What showing the status takes, all in memory. */
interface StatusNeeds {
  readonly openHunts: () => readonly HuntState[];
  readonly waitlist: Pick<Waitlist, 'placeOf'>;
  readonly house: Pick<House, 'hold'>;
}

/** `/irs-hunt status`. */
export const statusCommand: Command<StatusNeeds> = {
  verb: 'status',
  act: 'see-hunts',
  usage: ['`/irs-hunt status` shows the running hunts.'],
  acknowledged: 'with-answer',
  run({ openHunts, waitlist, house }) {
    const open = openHunts();
    const hold = house.hold();
    const paused =
      hold === undefined
        ? []
        : [`${pauseWords(hold)} The pause began ${ago(hold.at)}; \`/irs-hunt resume\` (admins) ends it.`];
    const hunts =
      open.length === 0
        ? ['No hunt is running. `/irs-hunt` starts one.']
        : open.map((state) => `• ${huntLine(state, waitlist.placeOf(state.huntId))}`);
    return cut([...paused, ...hunts].join('\n'), LIMITS.sectionText);
  },
};
