import type { Bindings } from '../../answering/bindings.js';
import { ACTIONS, PRESS_KEY_ACTION, SOUND_ACTION, TEACH_KEY_ACTION } from '../../answering/button-value.js';
import { type ChooseNeeds, onChooseCallback } from './choose-callback.js';
import { onDropLine } from './drop-line.js';
import { onHearSomeone } from './hear-someone.js';
import { onEndLesson, onListenAgain, onNameSound, onTeachKey } from './lesson.js';
import { onMissedAgent } from './missed-agent.js';
import { onNameRecording } from './name-recording.js';
import { onNotAPerson } from './not-a-person.js';
import { onPressForMe } from './press-for-me.js';
import { onStopHunt } from './stop-hunt.js';
import { onTakeCall, type TakeNeeds } from './take-call.js';

/** The buttons of a hunt. */
export function registerHuntButtons(bind: Bindings, needs: TakeNeeds & ChooseNeeds): void {
  bind.button(ACTIONS.take, onTakeCall(needs));
  bind.button(ACTIONS.stop, onStopHunt(needs));
  bind.button(ACTIONS.drop, onDropLine(needs));
  bind.button(ACTIONS.hear, onHearSomeone(needs));
  bind.button(ACTIONS.press, onPressForMe(needs));
  bind.button(PRESS_KEY_ACTION, onPressForMe(needs));
  bind.button(ACTIONS.notPerson, onNotAPerson(needs));
  bind.button(ACTIONS.nameRecording, onNameRecording(needs));
  bind.button(ACTIONS.callMeBack, onChooseCallback(needs, 'call-me-back'));
  bind.button(ACTIONS.keepHolding, onChooseCallback(needs, 'keep-holding'));
  bind.button(ACTIONS.missed, onMissedAgent(needs));
  bind.button(TEACH_KEY_ACTION, onTeachKey(needs));
  bind.button(SOUND_ACTION, onNameSound(needs));
  bind.button(ACTIONS.listenAgain, onListenAgain(needs));
  bind.button(ACTIONS.endLesson, onEndLesson(needs));
}
