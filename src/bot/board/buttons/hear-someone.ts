import { callOf } from '../../../hunter/rules/query.js';
import { onButton } from '../../answering/button.js';
import type { HuntButtonNeeds } from './needs.js';

/** `I hear someone`: a person vouches for an agent on a call that can't be listened to. */
export function onHearSomeone(needs: HuntButtonNeeds) {
  return onButton(needs, 'hear-someone', 'tell-of-agent', async ({ value, state, user, answer }) => {
    const call = value.call === undefined ? undefined : callOf(state, value.call);
    if (call === undefined) return answer('This call is over.');
    const change = await needs.hunts.request(state.huntId, { type: 'vouch', callId: call.id, by: user });
    if (change?.events.some(({ type }) => type === 'offer-made') === true) return;
    const now = change === undefined ? undefined : callOf(change.state, call.id);
    const offered = now !== undefined && ['offered', 'handing-over', 'handed-over'].includes(now.phase);
    await answer(
      offered
        ? 'Somebody already said so: the call is offered in the thread.'
        : 'This call is over, so there is no one to take. The board shows where the hunt is.',
    );
  });
}
