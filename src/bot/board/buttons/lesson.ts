import type { Request } from '../../../hunter/rules/commands.js';
import { callOf } from '../../../hunter/rules/query.js';
import { type Click, onButton } from '../../answering/button.js';
import type { HuntButtonNeeds } from './needs.js';

const OVER = 'This lesson is over. `/irs-hunt teach` starts another one.';

/** A control of a lesson: `ask` builds the request. If the request changes nothing, it came at the wrong time. */
function onLesson(needs: HuntButtonNeeds, name: string, ask: (click: Click, callId: string) => Request | undefined) {
  return onButton(needs, name, 'teach-here', async (click) => {
    const { value, state, answer } = click;
    const call = value.call === undefined ? undefined : callOf(state, value.call);
    if (call === undefined || state.lesson !== true) return answer(OVER);
    const request = ask(click, call.id);
    if (request === undefined) return answer('I don’t know that button. Use the ones in the newest message.');
    const change = await needs.hunts.request(state.huntId, request);
    if (change !== undefined) needs.boards.show(change.state);
    if (change === undefined || change.events.length === 0)
      await answer('Not now: the call is still being dialed, or it is over.');
  });
}

/** A key of the lesson's keypad: the bot learns its prompt, then presses it. */
export function onTeachKey(needs: HuntButtonNeeds) {
  return onLesson(needs, 'teach-key', ({ value, user }, callId) =>
    value.key === undefined ? undefined : { type: 'press-key', callId, key: value.key, by: user },
  );
}

/** What the teacher hears now. */
export function onNameSound(needs: HuntButtonNeeds) {
  return onLesson(needs, 'name-sound', ({ value, user }, callId) =>
    value.sound === undefined ? undefined : { type: 'name-sound', callId, kind: value.sound, by: user },
  );
}

export function onListenAgain(needs: HuntButtonNeeds) {
  return onLesson(needs, 'listen-again', ({ user }, callId) => ({ type: 'listen-again', callId, by: user }));
}

export function onEndLesson(needs: HuntButtonNeeds) {
  return onLesson(needs, 'end-lesson', ({ user }) => ({ type: 'end-lesson', by: user }));
}
