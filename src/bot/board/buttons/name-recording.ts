import { onButton } from '../../answering/button.js';
import { isKind, KIND_WORDS } from '../../answering/kinds.js';
import type { HuntButtonNeeds } from './needs.js';

/** What an offer really was, chosen after *Not a person*. */
export function onNameRecording(needs: HuntButtonNeeds) {
  return onButton(needs, 'name-recording', 'name-recording', async ({ value, state, user, answer }) => {
    const { offer: offerId, sound: kind } = value;
    if (offerId === undefined || !isKind(kind)) return answer('I don’t know that choice. Choose again.');
    const request = { type: 'name-recording', offerId, kind, by: user } as const;
    const change = await needs.hunts.request(state.huntId, request);
    if (change !== undefined) needs.boards.show(change.state);
    const teaching = (change?.state ?? state).teachings.find((each) => each.offerId === offerId);
    if (teaching === undefined) return answer('This recording is gone.');
    if (change?.events.some(({ type }) => type === 'recording-named') === true) return;
    return answer(`It is already saved as that: ${KIND_WORDS[teaching.kind]}.`);
  });
}
