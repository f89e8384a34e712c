import type { Audit } from '../../hunter/office/audit.js';
import type { House } from '../../hunter/office/house.js';
import type { Command } from '../answering/command.js';
import { pauseWords } from '../board/hunt-texts.js';
import { cut } from '../slack/limits.js';

const LONGEST_WHY = 120;

/** What pausing takes. */
interface PauseNeeds {
  readonly house: Pick<House, 'rules'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly now: () => number;
}

/** `/irs-hunt pause [why]`: pauses all hunting. */
export const pauseCommand: Command<PauseNeeds> = {
  verb: 'pause',
  act: 'pause-hunting',
  usage: ['`/irs-hunt pause [why]` (admins) stops new hunts and new dials until an admin resumes.'],
  async run({ house, audit, now }, { user, rest }) {
    const why = cut(rest.trim(), LONGEST_WHY);
    const hold = { by: user, at: now(), ...(why === '' ? {} : { why }) };
    const { paused } = await house.rules.change((rules) => ({ ...rules, paused: rules.paused ?? hold }));
    if (paused !== undefined && paused.at !== hold.at) {
      return `${pauseWords(paused)} \`/irs-hunt resume\` ends the pause.`;
    }
    audit.record({ by: user, act: 'pause', outcome: 'done', ...(why === '' ? {} : { why }) });
    return 'Hunting is paused: nothing new starts or is dialed. Running calls keep their places and can be taken. `/irs-hunt resume` ends the pause.';
  },
};
