import { onButton } from '../../answering/button.js';
import { ago, mention } from '../../slack/mrkdwn.js';
import { offerOf } from '../hunt-texts.js';
import { offerEndWords } from '../offer-message.js';
import type { HuntButtonNeeds } from './needs.js';

/** `Not a person`: the offer was a recording. The bot learns it, and the hunt goes on. */
export function onNotAPerson(needs: HuntButtonNeeds) {
  return onButton(needs, 'not-a-person', 'not-a-person', async ({ value, state, user, answer }) => {
    const offer = value.offer === undefined ? undefined : offerOf(state, value.offer);
    if (offer === undefined) return answer('This call is over.');
    const change = await needs.hunts.request(state.huntId, { type: 'not-a-person', offerId: offer.id, by: user });
    if (change !== undefined) needs.boards.show(change.state);
    const ended = change?.events.some((event) => event.type === 'offer-ended' && event.end === 'not-a-person');
    if (ended === true) {
      return answer(
        'Thank you. The bot remembers it and won’t offer it again; the hunt goes on. If you like, say in the thread what it was.',
      );
    }
    const refused = change?.refusal;
    if (refused?.type === 'disown-refused' && refused.takenBy !== undefined) {
      const when = refused.takenAt === undefined ? '' : ` ${ago(refused.takenAt)}`;
      return answer(`${mention(refused.takenBy)} took this call${when}, so it stays theirs.`);
    }
    const end = offerOf(change?.state ?? state, offer.id)?.end;
    return answer(`This call is over. ${offerEndWords(end ?? 'withdrawn')}.`);
  });
}
