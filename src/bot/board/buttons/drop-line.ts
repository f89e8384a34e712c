import { onButton } from '../../answering/button.js';
import { lineName, lineOf } from '../hunt-texts.js';
import type { HuntButtonNeeds } from './needs.js';

/** `Drop`, for a line of a hunt. */
export function onDropLine(needs: HuntButtonNeeds) {
  return onButton(needs, 'drop-line', 'drop-line', async ({ value, state, user, answer }) => {
    const line = value.line === undefined ? undefined : lineOf(state, value.line);
    if (line === undefined) return answer('This line is not part of the hunt.');
    const change = await needs.hunts.request(state.huntId, { type: 'drop-line', lineId: line.id, by: user });
    if (change?.events.some(({ type }) => type === 'line-dropped') === true) return;
    await answer(`${lineName(line)} was not dropped: it is already out, or a person is being connected on it.`);
  });
}
