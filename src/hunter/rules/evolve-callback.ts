import { type EventOf, unknownEvent } from './events.js';
import type { CallbackState, CallState } from './state.js';

/** What an event means for a callback offer. */
export function evolveCallback(
  call: CallState,
  event: EventOf<
    | 'callback-offered'
    | 'callback-chosen'
    | 'callback-lapsed'
    | 'callback-entry-began'
    | 'callback-entry-ended'
    | 'callback-entry-again'
    | 'callback-confirmed'
    | 'callback-failed'
  >,
): CallState {
  if (event.type === 'callback-offered') {
    const offered = { status: 'offered', offeredAt: event.at, untilAt: event.untilAt } as const;
    const fresh = { entry: 0, entrySince: event.at, pressing: false, heardNews: false, repeats: 0 } as const;
    const ended = event.promptEndedAt === undefined ? {} : { promptEndedAt: event.promptEndedAt };
    return { ...call, callback: { ...offered, ...fresh, ...ended } };
  }
  const { callback } = call;
  if (callback === undefined) return call;
  switch (event.type) {
    case 'callback-lapsed':
      return { ...call, callback: { ...callback, status: 'lapsed' } };
    case 'callback-chosen': {
      const { choice, by, at } = event;
      const number = event.number === undefined ? {} : { number: event.number };
      const chosen = { choice, by, at, ...number };
      if (choice === 'keep-holding') return { ...call, callback: { ...callback, chosen, status: 'declined' } };
      // From here on what the line says are prompts again.
      return { ...call, stage: 'menu', callback: { ...callback, chosen, status: 'entering', entrySince: at } };
    }
    case 'callback-entry-began':
      return { ...call, callback: { ...callback, pressing: true } };
    case 'callback-entry-ended':
      return { ...call, callback: atEntry(callback, event.entry + 1, event.at) };
    case 'callback-entry-again':
      return {
        ...call,
        callback: {
          ...atEntry(callback, event.entry, event.at),
          repeats: callback.repeats + 1,
          promptEndedAt: event.at,
        },
      };
    case 'callback-confirmed':
      return afterwards(call, { ...callback, status: 'confirmed' });
    case 'callback-failed':
      return afterwards(call, { ...callback, status: 'failed', failure: event.reason });
    default:
      return unknownEvent(event);
  }
}

function atEntry(callback: CallbackState, entry: number, at: number): CallbackState {
  const { promptEndedAt: _ended, ...rest } = callback;
  return { ...rest, entry, entrySince: at, pressing: false, heardNews: false };
}

/** The call waits for an agent again. */
function afterwards(call: CallState, callback: CallbackState): CallState {
  const waits = call.phase === 'waiting' || call.phase === 'on-hold';
  return waits ? { ...call, callback, stage: 'hold' } : { ...call, callback };
}
