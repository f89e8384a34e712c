import { onButton } from '../../answering/button.js';
import type { BotParts } from '../../parts.js';
import { lineName, lineOf } from '../hunt-texts.js';

/** `Drop` a line of a hunt. */
export function onDropLine(parts: BotParts) {
  return onButton(parts, 'drop-line', 'drop-line', async ({ value, state, user, answer }) => {
    const line = value.line === undefined ? undefined : lineOf(state, value.line);
    if (line === undefined) return answer('This line is not part of the hunt.');
    const change = await parts.hunts.request(state.huntId, { type: 'drop-line', lineId: line.id, by: user });
    if (change?.events.some(({ type }) => type === 'line-dropped') === true) return;
    await answer(`${lineName(line)} was not dropped: it is out already, or a person is being connected on it.`);
  });
}
