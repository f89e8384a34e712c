import { callOf } from '../../../hunter/rules/query.js';
import { onButton } from '../../answering/button.js';
import { mention } from '../../slack/mrkdwn.js';
import type { HuntButtonNeeds } from './needs.js';

/** `Press N for me`, or a key of the keypad: a person heard the prompt the bot missed, or knows the key the menu wants. */
export function onPressForMe(needs: HuntButtonNeeds) {
  return onButton(needs, 'press-for-me', 'press-key', async ({ value, state, user, answer }) => {
    const call = value.call === undefined ? undefined : callOf(state, value.call);
    if (call === undefined) return answer('This call is over.');
    const request = { type: 'press-for-me', callId: call.id, by: user } as const;
    const { key } = value;
    const change = await needs.hunts.request(state.huntId, key === undefined ? request : { ...request, key });
    if (change !== undefined) needs.boards.show(change.state);
    if (change?.events.some(({ type }) => type === 'press-asked') === true) return;
    const by = (change === undefined ? undefined : callOf(change.state, call.id))?.pressAskedBy;
    await answer(
      by === undefined
        ? 'This call no longer needs a key. The board shows where it is.'
        : `${mention(by)} has already asked for it.`,
    );
  });
}
