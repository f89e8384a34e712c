import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import { guarded } from '../answering/guarded.js';
import type { BotParts } from '../parts.js';
import { acknowledge, tell } from '../slack/tell.js';
import { setAside } from './aside.js';
import { LINE_FILTERS, type LineQuery, LONGEST_SEARCH } from './line-list.js';
import { lines } from './list.js';
import { LIST_ACTIONS, readListValue } from './list-actions.js';

/** The buttons and the select of the list of extensions: the message is redrawn in its place. */
export function onLineList(parts: BotParts) {
  return guarded<ButtonArgs>(parts, 'line-list', buttonAddressee, async (args) => {
    await acknowledge(args.ack, parts.log);
    const { action, body, respond } = args;
    const user = body.user.id;
    const value = readListValue(action.type === 'button' ? action.value : undefined);
    const refusal = await parts.gate.refusal('see-lines', user);
    if (refusal !== undefined) return tell(parts.client, parts.log, buttonAddressee(args), refusal);
    const trouble = await act(parts, action.action_id, user, value.line);
    if (trouble !== undefined) await tell(parts.client, parts.log, buttonAddressee(args), trouble);
    const query =
      action.type === 'static_select' ? chosenFilter(action.block_id, action.selected_option?.value) : value;
    await respond({ ...(await lines(parts, user, query)), response_type: 'ephemeral', replace_original: true });
  });
}

/** What a button of one line does; answers why it may not. */
async function act(
  parts: BotParts,
  actionId: string,
  user: string,
  line: string | undefined,
): Promise<string | undefined> {
  const { directory, gate } = parts;
  const how = actionId === LIST_ACTIONS.aside ? 'aside' : actionId === LIST_ACTIONS.back ? 'back' : undefined;
  if (line === undefined) return undefined;
  if (how !== undefined) {
    const refusal = await gate.refusal('set-line-aside', user);
    if (refusal !== undefined) return refusal;
    await setAside(parts, user, how, [line]);
  } else if (actionId === LIST_ACTIONS.lookAgain) {
    const refusal = await gate.refusal('sync-lines', user);
    if (refusal !== undefined) return refusal;
    const extension = directory.extensions().find(({ number }) => number === line);
    if (extension !== undefined) await directory.lookAgain(extension.id);
  }
  return undefined;
}

function chosenFilter(blockId: string, chosen: string | undefined): LineQuery {
  const words = blockId.replace(/^lines:/, '').slice(0, LONGEST_SEARCH);
  return { filter: LINE_FILTERS.find((each) => each === chosen) ?? 'all', words, page: 0 };
}
