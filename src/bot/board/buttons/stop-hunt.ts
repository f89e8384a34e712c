import { onButton } from '../../answering/button.js';
import type { BotParts } from '../../parts.js';

/** `Stop the hunt` */
export function onStopHunt(parts: BotParts) {
  return onButton(parts, 'stop-hunt', 'stop-hunt', async ({ state, user, answer }) => {
    const change = await parts.hunts.request(state.huntId, { type: 'cancel', by: user });
    if (change !== undefined) parts.keeper.show(change.state);
    if (change?.events.some(({ type }) => type === 'hunt-cancelled') === true) return;
    await answer('This hunt is over already.');
  });
}
