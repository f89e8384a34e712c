import type { Bindings } from '../answering/bindings.js';
import { type LineListNeeds, onLineList } from './line-buttons.js';
import { LIST_ACTIONS } from './list-actions.js';

/** The buttons of the extension list. */
export function registerLines(bind: Bindings, needs: LineListNeeds): void {
  for (const id of ['filter', 'previous', 'next', 'aside', 'back', 'lookAgain'] as const)
    bind.button(LIST_ACTIONS[id], onLineList(needs));
}
