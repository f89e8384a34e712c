import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';
import { ACTIONS, writeValue } from '../answering/button-value.js';
import type { Command } from '../answering/command.js';
import type { Standings } from '../people/standing.js';
import { button, section } from '../slack/block-parts.js';
import { LIMITS } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';
import { huntLine } from './status.js';

/** What stopping a hunt takes. */
interface StopNeeds {
  readonly openHunts: () => readonly HuntState[];
  readonly hunts: Pick<Hunts, 'request'>;
  readonly standings: Pick<Standings, 'of'>;
}

/** `/irs-hunt stop`: stops the person's hunt, or asks which if there are several. Admins without one see other people's. */
export const stopCommand: Command<StopNeeds> = {
  verb: 'stop',
  act: 'see-hunts',
  usage: ['`/irs-hunt stop` stops your hunt.'],
  async run(needs, { user }) {
    const open = needs.openHunts().filter(({ outcome }) => outcome === undefined);
    const mine = open.filter(({ requester }) => requester === user);
    const [only] = mine;
    if (only !== undefined && mine.length === 1) {
      await needs.hunts.request(only.huntId, { type: 'cancel', by: user });
      return { text: `Stopping your hunt for ${plainly(only.destination.name)}.` };
    }
    if (open.length === 0) return { text: 'No hunt is running.' };
    const admin = (await needs.standings.of(user).catch(() => 'member')) === 'admin';
    if (mine.length === 0 && !admin) {
      return {
        text: 'You have no hunt running. A hunt can be stopped by its owner or an admin: `/irs-hunt status` shows whose it is.',
      };
    }
    const choice = mine.length > 0 ? mine : open;
    const text = mine.length > 0 ? 'Which of your hunts?' : 'You have no hunt running. These belong to others:';
    const blocks = choice.slice(0, LIMITS.messageBlocks - 1).map((state) =>
      section(
        huntLine(state),
        button({
          action: ACTIONS.stop,
          text: 'Stop the hunt',
          value: writeValue({ hunt: state.huntId }),
          label: `Stop the hunt for ${state.destination.name}`,
          style: 'danger',
        }),
      ),
    );
    return { text, blocks: [section(text), ...blocks] };
  },
};
