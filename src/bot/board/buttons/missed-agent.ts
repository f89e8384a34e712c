import type { Request } from '../../../hunter/rules/commands.js';
import { callOf } from '../../../hunter/rules/query.js';
import { onButton } from '../../answering/button.js';
import type { HuntButtonNeeds } from './needs.js';

/** What stands in the menu *Missed an agent?*: a person hears one on a call, or talks to one already. */
export function onMissedAgent(needs: HuntButtonNeeds) {
  return onButton(needs, 'missed-agent', 'tell-of-agent', async ({ value, state, user, answer }) => {
    const call = value.call === undefined ? undefined : callOf(state, value.call);
    if (call === undefined) return answer('I do not know this call any more; it is over.');
    const type = value.sound === 'person' ? 'talking' : 'vouch';
    const request: Request = { type, callId: call.id, by: user };
    const change = await needs.hunts.request(state.huntId, request);
    if (change !== undefined) needs.boards.show(change.state);
    const events = change?.events ?? [];
    if (events.some((event) => event.type === 'agent-missed' && event.reached))
      return answer('Good: that agent counts as reached.');
    if (events.some(({ type: happened }) => happened === 'offer-made'))
      return answer('The call is offered in the thread now: press *Take the call* to have it on your phone.');
    return answer('Nothing was changed: the call is offered already, or it has been over for too long.');
  });
}
