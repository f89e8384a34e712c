import type { Audit } from '../../hunter/office/audit.js';
import type { House } from '../../hunter/office/house.js';
import type { Command } from '../answering/command.js';

/** What resuming takes. */
interface ResumeNeeds {
  readonly house: Pick<House, 'rules'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** `/irs-hunt resume`: ends the pause; hunts continue by themselves. */
export const resumeCommand: Command<ResumeNeeds> = {
  verb: 'resume',
  act: 'resume-hunting',
  usage: ['`/irs-hunt resume` (admins) ends the pause.'],
  async run({ house, audit }, { user }) {
    let wasPaused = false;
    await house.rules.change(({ paused, ...rules }) => {
      wasPaused = paused !== undefined;
      return rules;
    });
    if (!wasPaused) return 'Hunting is not paused.';
    audit.record({ by: user, act: 'resume', outcome: 'done' });
    return 'Hunting has resumed: lines that are due dial now.';
  },
};
