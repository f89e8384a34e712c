import type { Request } from '../../../hunter/rules/commands.js';
import { callOf } from '../../../hunter/rules/query.js';
import { onButton } from '../../answering/button.js';
import type { HuntButtonNeeds } from './needs.js';

/** The menu *Missed an agent?*: a person hears an agent, or is already talking to one. */
export function onMissedAgent(needs: HuntButtonNeeds) {
  return onButton(needs, 'missed-agent', 'tell-of-agent', async ({ value, state, user, answer }) => {
    const call = value.call === undefined ? undefined : callOf(state, value.call);
    if (call === undefined) return answer('This call is over.');
    const type = value.sound === 'person' ? 'talking' : 'vouch';
    const request: Request = { type, callId: call.id, by: user };
    const change = await needs.hunts.request(state.huntId, request);
    if (change !== undefined) needs.boards.show(change.state);
    const events = change?.events ?? [];
    if (events.some((event) => event.type === 'agent-missed' && event.reached))
      return answer('Got it: that agent counts as reached.');
    if (events.some(({ type: happened }) => happened === 'offer-made'))
      return answer('The call is now offered in the thread: press *Take the call* to get it on your phone.');
    return answer('Nothing changed: the call is already offered, or it ended too long ago.');
  });
}
