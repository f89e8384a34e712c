import type { App, BlockAction } from '@slack/bolt';
import { registerAdmin } from './admin/register.js';
import type { Bindings } from './answering/bindings.js';
import { onUnmatched } from './answering/unmatched.js';
import { registerHuntButtons } from './board/buttons/register.js';
import { onCommand } from './commands/command.js';
import { registerDestinations } from './destinations/listeners.js';
import { onHomeOpened } from './home/home-opened.js';
import { registerLines } from './lines/register.js';
import { registerMe } from './people/me-listeners.js';
import { registerPools } from './pools/register.js';
import { registerStart } from './start/register.js';

const FEATURES = [
  registerStart,
  registerHuntButtons,
  registerLines,
  registerPools,
  registerMe,
  registerDestinations,
  registerAdmin,
] as const;

/** What all listeners need. */
type Needs = Parameters<typeof onCommand>[0] &
  Parameters<typeof onHomeOpened>[0] &
  ((typeof FEATURES)[number] extends (bind: Bindings, needs: infer N) => void ? N : never);

/** Connects every id to its listener. */
export function register(app: App, needs: Needs): void {
  const actionIds: (string | RegExp)[] = [];
  const bindings: Bindings = {
    button(actionId, listener) {
      actionIds.push(actionId);
      app.action<BlockAction>(actionId, listener);
    },
    options: (actionId, listener) => void app.options(actionId, listener),
    form: (callbackId, listener) => void app.view(callbackId, listener),
  };
  app.command('/irs-hunt', onCommand(needs));
  app.event('app_home_opened', onHomeOpened(needs));
  for (const feature of FEATURES) feature(bindings, needs);
  app.action<BlockAction>(noneOf(actionIds), onUnmatched(needs));
}

/** Matches every action id except these, since Bolt runs all listeners that match. */
function noneOf(actionIds: readonly (string | RegExp)[]): RegExp {
  return new RegExp(`^(?!${actionIds.map((id) => (typeof id === 'string' ? `${id}$` : id.source)).join('|')})`);
}
