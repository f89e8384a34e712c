import type { Directory } from '../../hunter/ports/directory.js';
import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded } from '../answering/guarded.js';
import { acknowledge, tell } from '../slack/tell.js';
import { type AsideNeeds, setAside } from './aside.js';
import { LINE_FILTERS, type LineQuery, LONGEST_SEARCH } from './line-list.js';
import { type ListNeeds, lines } from './list.js';
import { LIST_ACTIONS, readListValue } from './list-actions.js';

/** What the buttons of the extension list take. */
export interface LineListNeeds extends ListNeeds, AsideNeeds, GatedNeeds {
  readonly directory: Directory;
}

/** The buttons and the filter of the extension list. Redraws the list in place. */
export function onLineList(needs: LineListNeeds) {
  return guarded<ButtonArgs>(needs, 'line-list', buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    const { action, body, respond } = args;
    const user = body.user.id;
    const value = readListValue(action.type === 'button' ? action.value : undefined);
    const refusal = await needs.gate.refusal('see-lines', user);
    if (refusal !== undefined) return tell(needs.client, needs.log, buttonAddressee(args), refusal);
    const trouble = await act(needs, action.action_id, user, value.line);
    if (trouble !== undefined) await tell(needs.client, needs.log, buttonAddressee(args), trouble);
    const query =
      action.type === 'static_select' ? chosenFilter(action.block_id, action.selected_option?.value) : value;
    await respond({ ...(await lines(needs, user, query)), response_type: 'ephemeral', replace_original: true });
  });
}

/** Does what a line's button says. Returns why not, if the person may not. */
async function act(
  needs: LineListNeeds,
  actionId: string,
  user: string,
  line: string | undefined,
): Promise<string | undefined> {
  const { directory, gate } = needs;
  const how = actionId === LIST_ACTIONS.aside ? 'aside' : actionId === LIST_ACTIONS.back ? 'back' : undefined;
  if (line === undefined) return undefined;
  if (how !== undefined) {
    const refusal = await gate.refusal('set-line-aside', user);
    if (refusal !== undefined) return refusal;
    await setAside(needs, user, how, [line]);
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
