import { type EventOf, unknownEvent } from './events.js';
import type { CallState, HuntState } from './state.js';
import { toPhase } from './transitions.js';

/** What an event means for a call's walk through the menu. */
export function evolveWalk(
  state: HuntState,
  call: CallState,
  event: EventOf<
    | 'press-asked'
    | 'prompt-missed'
    | 'key-pressed'
    | 'step-done'
    | 'menu-reordered'
    | 'key-not-accepted'
    | 'key-wanted'
    | 'menu-done'
  >,
): CallState {
  switch (event.type) {
    case 'press-asked': {
      const key = event.key === undefined ? {} : { pressAskedKey: event.key };
      return { ...call, pressAskedBy: event.by, ...key };
    }
    case 'prompt-missed':
      return { ...call, promptMissed: true };
    case 'key-pressed':
    case 'step-done': {
      const stepsDone = [...call.stepsDone.filter((step) => step !== event.step), event.step];
      const unanswered = event.type === 'key-pressed' ? { unanswered: event.step } : {};
      return { ...atStep(call, event.next, event.at), stepsDone, ...unanswered };
    }
    case 'menu-reordered':
      return { ...backInMenu(atStep(call, event.step, event.at), event.at), promptEndedAt: event.at };
    case 'key-not-accepted':
    case 'key-wanted': {
      const back = backInMenu(atStep(call, event.step, event.at), event.at);
      const stepsDone = call.stepsDone.filter((step) => step !== event.step);
      const notAccepted = [...call.notAccepted, event.step];
      if (event.type === 'key-wanted') return { ...back, stepsDone, notAccepted, keyWanted: true };
      return { ...back, stepsDone, notAccepted, promptEndedAt: event.promptEndedAt };
    }
    case 'menu-done': {
      const done = { ...atStep(call, state.destination.menu.length, event.at), ...unansweredOf(call) };
      return toPhase({ ...done, menuDoneAt: event.at, stage: 'hold' }, 'waiting', event.at);
    }
    default:
      return unknownEvent(event);
  }
}

function unansweredOf({ unanswered }: CallState): { unanswered?: number } {
  return unanswered === undefined ? {} : { unanswered };
}

/** Waits at a step from now on, and forgets what was asked or missed at the last one. */
function atStep(call: CallState, step: number, at: number): CallState {
  const { pressAskedBy: _by, pressAskedKey: _key, promptEndedAt: _ended, unanswered: _unanswered, ...rest } = call;
  return { ...rest, menuStep: step, stepSince: at, promptMissed: false, keyWanted: false };
}

function backInMenu(call: CallState, at: number): CallState {
  const { menuDoneAt: _done, ...rest } = call;
  return call.phase === 'menu' ? rest : toPhase({ ...rest, stage: 'menu' }, 'menu', at);
}
