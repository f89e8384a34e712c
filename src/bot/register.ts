import type { App, BlockAction } from '@slack/bolt';
import { onAuditExport, onAuditPage } from './admin/audit-buttons.js';
import { SETTINGS_FORM } from './admin/settings-form.js';
import { onSettingsSubmit } from './admin/settings-submit.js';
import { ACTIONS, HOUSE_ACTIONS, KEY_ACTION, SOUND_ACTION } from './answering/button-value.js';
import { onUnmatched } from './answering/unmatched.js';
import { onChooseCallback } from './board/buttons/choose-callback.js';
import { onDropLine } from './board/buttons/drop-line.js';
import { onHearSomeone } from './board/buttons/hear-someone.js';
import { onEndLesson, onListenAgain, onNameSound, onTeachKey } from './board/buttons/lesson.js';
import { onMissedAgent } from './board/buttons/missed-agent.js';
import { onNameRecording } from './board/buttons/name-recording.js';
import { onNotAPerson } from './board/buttons/not-a-person.js';
import { onPressForMe } from './board/buttons/press-for-me.js';
import { onStopHunt } from './board/buttons/stop-hunt.js';
import { onTakeCall } from './board/buttons/take-call.js';
import { onCommand } from './commands/command.js';
import { DESTINATION_FORM } from './destinations/form.js';
import {
  onAddDestination,
  onDestinationSubmit,
  onEditDestination,
  onRemoveDestination,
} from './destinations/listeners.js';
import { onHomeOpened } from './home/home-opened.js';
import { onLineList } from './lines/line-buttons.js';
import { LIST_ACTIONS } from './lines/list-actions.js';
import type { BotParts } from './parts.js';
import { ANOTHER_EXTENSION, ME_FIELDS, ME_FORMS } from './people/me-form.js';
import { onAnotherExtension, onMeSubmit, onMyExtensionOptions, onMyRingOptions } from './people/me-listeners.js';
import { onCodeSubmit, onProveSubmit } from './people/prove.js';
import { onDeletePool, onEditPool } from './pools/buttons.js';
import { POOL_FIELDS, POOL_FORM } from './pools/pool-form.js';
import { onGroupOptions, onPoolLineOptions, onPoolSubmit } from './pools/submit.js';
import { FIELDS, FORM } from './start/form.js';
import { onLineOptions, onRingOptions } from './start/form-options.js';
import { onFormSubmit } from './start/form-submit.js';

const OURS = [ACTIONS, HOUSE_ACTIONS, LIST_ACTIONS, FIELDS, ME_FIELDS, POOL_FIELDS, { ANOTHER_EXTENSION }].flatMap(
  (ids) => Object.values(ids),
);
/** Every action id that is not ours: Bolt runs all listeners that match, so ours must be left out. */
const UNKNOWN_ACTION = new RegExp(`^(?!(?:${OURS.join('|')})$|${KEY_ACTION.source}|${SOUND_ACTION.source})`);
const PRESS_THIS_KEY = /^press-this-key-/;
const TEACH_KEY = /^teach-key-/;

/** Binds every id to its listener. */
export function register(app: App, parts: BotParts): void {
  app.command('/irs-hunt', onCommand(parts));
  app.options(FIELDS.lines, onLineOptions(parts));
  app.options(FIELDS.ring, onRingOptions(parts));
  app.view(FORM, onFormSubmit(parts));
  app.options(ME_FIELDS.ring, onMyRingOptions(parts));
  app.options(ME_FIELDS.extension, onMyExtensionOptions(parts));
  app.view(ME_FORMS.me, onMeSubmit(parts));
  app.view(ME_FORMS.prove, onProveSubmit(parts));
  app.view(ME_FORMS.code, onCodeSubmit(parts));
  app.action<BlockAction>(ANOTHER_EXTENSION, onAnotherExtension(parts));
  app.view(SETTINGS_FORM, onSettingsSubmit(parts));
  app.view(DESTINATION_FORM, onDestinationSubmit(parts));
  app.action<BlockAction>(ACTIONS.take, onTakeCall(parts));
  app.action<BlockAction>(ACTIONS.stop, onStopHunt(parts));
  app.action<BlockAction>(ACTIONS.drop, onDropLine(parts));
  app.action<BlockAction>(ACTIONS.hear, onHearSomeone(parts));
  app.action<BlockAction>(ACTIONS.press, onPressForMe(parts));
  app.action<BlockAction>(PRESS_THIS_KEY, onPressForMe(parts));
  app.action<BlockAction>(ACTIONS.notPerson, onNotAPerson(parts));
  app.action<BlockAction>(ACTIONS.nameRecording, onNameRecording(parts));
  app.action<BlockAction>(ACTIONS.callMeBack, onChooseCallback(parts, 'call-me-back'));
  app.action<BlockAction>(ACTIONS.keepHolding, onChooseCallback(parts, 'keep-holding'));
  app.action<BlockAction>(ACTIONS.missed, onMissedAgent(parts));
  app.action<BlockAction>(TEACH_KEY, onTeachKey(parts));
  app.action<BlockAction>(SOUND_ACTION, onNameSound(parts));
  app.action<BlockAction>(ACTIONS.listenAgain, onListenAgain(parts));
  app.action<BlockAction>(ACTIONS.endLesson, onEndLesson(parts));
  for (const id of ['filter', 'previous', 'next', 'aside', 'back', 'lookAgain'] as const)
    app.action<BlockAction>(LIST_ACTIONS[id], onLineList(parts));
  for (const id of ['newPool', 'editPool'] as const) app.action<BlockAction>(LIST_ACTIONS[id], onEditPool(parts));
  app.action<BlockAction>(LIST_ACTIONS.deletePool, onDeletePool(parts));
  app.options(POOL_FIELDS.lines, onPoolLineOptions(parts));
  app.options(POOL_FIELDS.groups, onGroupOptions(parts));
  app.view(POOL_FORM, onPoolSubmit(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.addDestination, onAddDestination(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.editDestination, onEditDestination(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.removeDestination, onRemoveDestination(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.auditPage, onAuditPage(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.auditNewer, onAuditPage(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.auditExport, onAuditExport(parts));
  app.event('app_home_opened', onHomeOpened(parts));
  app.action<BlockAction>(UNKNOWN_ACTION, onUnmatched(parts));
}
