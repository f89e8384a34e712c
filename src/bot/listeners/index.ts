import type { App, BlockAction } from '@slack/bolt';
import { onAuditExport, onAuditPage } from './audit.js';
import { SETTINGS_FORM } from '../settings-form.js';
import { onSettingsSubmit } from './settings-submit.js';
import { ACTIONS, HOUSE_ACTIONS, KEY_ACTION, SOUND_ACTION } from '../button-value.js';
import { onUnmatched } from './unmatched.js';
import { onChooseCallback } from './choose-callback.js';
import { onDropLine } from './drop-line.js';
import { onHearSomeone } from './hear-someone.js';
import { onEndLesson, onListenAgain, onNameSound, onTeachKey } from './lesson.js';
import { onMissedAgent } from './missed-agent.js';
import { onNameRecording } from './name-recording.js';
import { onNotAPerson } from './not-a-person.js';
import { onPressForMe } from './press-for-me.js';
import { onStopHunt } from './stop-hunt.js';
import { onTakeCall } from './take-call.js';
import { onCommand } from './command.js';
import { DESTINATION_FORM } from '../destination-form.js';
import {
  onAddDestination,
  onDestinationSubmit,
  onEditDestination,
  onRemoveDestination,
} from './destinations.js';
import { onHomeOpened } from './home-opened.js';
import { onLineList } from './line-list.js';
import { LIST_ACTIONS } from '../list-actions.js';
import type { BotParts } from '../parts.js';
import { ANOTHER_EXTENSION, ME_FIELDS, ME_FORMS } from '../me-form.js';
import { onAnotherExtension, onMeSubmit, onMyExtensionOptions, onMyRingOptions } from './me.js';
import { onCodeSubmit, onProveSubmit } from './prove.js';
import { onDeletePool, onEditPool } from './pool-buttons.js';
import { POOL_FIELDS, POOL_FORM } from '../pool-form.js';
import { onGroupOptions, onPoolLineOptions, onPoolSubmit } from './pool-form.js';
import { FIELDS, FORM } from '../form.js';
import { onLineOptions, onRingOptions } from './form-options.js';
import { onFormSubmit } from './form-submit.js';

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
