import type { App, BlockAction } from '@slack/bolt';
import { ACTIONS, HOUSE_ACTIONS, KEY_ACTION, SOUND_ACTION } from '../button-value.js';
import { DESTINATION_FORM } from '../destination-form.js';
import { FIELDS, FORM } from '../form.js';
import type { BotParts } from '../parts.js';
import { SETTINGS_FORM } from '../settings-form.js';
import { onAuditExport, onAuditPage } from './audit.js';
import { onChooseCallback } from './choose-callback.js';
import { onCommand } from './command.js';
import { onAddDestination, onDestinationSubmit, onEditDestination, onRemoveDestination } from './destinations.js';
import { onDropLine } from './drop-line.js';
import { onLineOptions, onRingOptions } from './form-options.js';
import { onFormSubmit } from './form-submit.js';
import { onHearSomeone } from './hear-someone.js';
import { onHomeOpened } from './home-opened.js';
import { onEndLesson, onListenAgain, onNameSound, onTeachKey } from './lesson.js';
import { onMissedAgent } from './missed-agent.js';
import { onNameRecording } from './name-recording.js';
import { onNotAPerson } from './not-a-person.js';
import { onPressForMe } from './press-for-me.js';
import { onSettingsSubmit } from './settings-submit.js';
import { onStopHunt } from './stop-hunt.js';
import { onTakeCall } from './take-call.js';
import { onUnmatched } from './unmatched.js';

/** Every action id that is not ours: Bolt runs all listeners that match, so ours must be left out. */
const UNKNOWN_ACTION = new RegExp(
  `^(?!(?:${[...Object.values(ACTIONS), ...Object.values(HOUSE_ACTIONS), ...Object.values(FIELDS)].join('|')})$|${KEY_ACTION.source}|${SOUND_ACTION.source})`,
);
const PRESS_THIS_KEY = /^press-this-key-/;
const TEACH_KEY = /^teach-key-/;

/** Binds every id to its listener. */
export function register(app: App, parts: BotParts): void {
  app.command('/irs-hunt', onCommand(parts));
  app.options(FIELDS.lines, onLineOptions(parts));
  app.options(FIELDS.ring, onRingOptions(parts));
  app.view(FORM, onFormSubmit(parts));
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
  app.action<BlockAction>(HOUSE_ACTIONS.addDestination, onAddDestination(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.editDestination, onEditDestination(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.removeDestination, onRemoveDestination(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.auditPage, onAuditPage(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.auditNewer, onAuditPage(parts));
  app.action<BlockAction>(HOUSE_ACTIONS.auditExport, onAuditExport(parts));
  app.event('app_home_opened', onHomeOpened(parts));
  app.action<BlockAction>(UNKNOWN_ACTION, onUnmatched(parts));
}
