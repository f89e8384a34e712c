import { onButton } from '../../answering/button.js';
import type { HuntButtonNeeds } from './needs.js';

/** `Stop the hunt`. */
export function onStopHunt(needs: HuntButtonNeeds) {
  return onButton(needs, 'stop-hunt', 'stop-hunt', async ({ state, user, answer }) => {
    const change = await needs.hunts.request(state.huntId, { type: 'cancel', by: user });
    if (change !== undefined) needs.boards.show(change.state);
    if (change?.events.some(({ type }) => type === 'hunt-cancelled') === true) return;
    await answer('This hunt is already over.');
  });
}
