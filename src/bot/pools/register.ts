import type { Bindings } from '../answering/bindings.js';
import { LIST_ACTIONS } from '../lines/list-actions.js';
import { type DeletePoolNeeds, type EditPoolNeeds, onDeletePool, onEditPool } from './buttons.js';
import { POOL_FIELDS, POOL_FORM } from './pool-form.js';
import {
  onGroupOptions,
  onPoolLineOptions,
  onPoolSubmit,
  type PoolOptionsNeeds,
  type PoolSubmitNeeds,
} from './submit.js';

/** The list of pools and the pool form. */
export function registerPools(
  bind: Bindings,
  needs: EditPoolNeeds & DeletePoolNeeds & PoolOptionsNeeds & PoolSubmitNeeds,
): void {
  bind.button(LIST_ACTIONS.newPool, onEditPool(needs));
  bind.button(LIST_ACTIONS.editPool, onEditPool(needs));
  bind.button(LIST_ACTIONS.deletePool, onDeletePool(needs));
  bind.options(POOL_FIELDS.lines, onPoolLineOptions(needs));
  bind.options(POOL_FIELDS.groups, onGroupOptions(needs));
  bind.form(POOL_FORM, onPoolSubmit(needs));
}
