import { onButton } from '../../answering/button.js';
import { isKind, KIND_WORDS } from '../../answering/kinds.js';
import type { HuntButtonNeeds } from './needs.js';

/** What a disowned offer was, chosen from the select below it. */
export function onNameRecording(needs: HuntButtonNeeds) {
  return onButton(needs, 'name-recording', 'name-recording', async ({ value, state, user, answer }) => {
    const { offer: offerId, sound: kind } = value;
    if (offerId === undefined || !isKind(kind)) return answer('That choice is not one I know. Choose again.');
    const request = { type: 'name-recording', offerId, kind, by: user } as const;
    const change = await needs.hunts.request(state.huntId, request);
    if (change !== undefined) needs.boards.show(change.state);
    const teaching = (change?.state ?? state).teachings.find((each) => each.offerId === offerId);
    if (teaching === undefined) return answer('I do not know this recording any more.');
    if (change?.events.some(({ type }) => type === 'recording-named') === true) return;
    return answer(`It is already kept as that: ${KIND_WORDS[teaching.kind]}.`);
  });
}
