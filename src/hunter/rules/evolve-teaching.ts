import { type EventOf, unknownEvent } from './events.js';
import type { CallState, HuntState, TaughtKey, TeachingState } from './state.js';

/** What an event means for what the ear should learn. */
export function evolveTeachings(
  state: HuntState,
  event: EventOf<'teaching-begun' | 'recording-learnt' | 'recording-named' | 'recording-relabelled'>,
): HuntState {
  switch (event.type) {
    case 'teaching-begun': {
      const { teachingId: id, callId, lesson, by } = event;
      const offer = event.offerId === undefined ? {} : { offerId: event.offerId };
      const key = event.keyIndex === undefined ? {} : { keyIndex: event.keyIndex };
      const begun: TeachingState = { id, callId, lesson, by, status: 'due', kind: lesson.kind, ...offer, ...key };
      return { ...state, teachings: [...state.teachings, begun] };
    }
    case 'recording-learnt': {
      const learnt = event.recording === undefined ? {} : { recording: event.recording };
      return onTeaching(state, event.teachingId, (teaching) => ({ ...teaching, status: 'done', ...learnt }));
    }
    case 'recording-named':
      return onTeaching(state, event.teachingId, (teaching) => ({
        ...teaching,
        kind: event.kind,
        lesson: { ...teaching.lesson, kind: event.kind },
      }));
    case 'recording-relabelled':
      return onTeaching(state, event.teachingId, ({ recording, ...teaching }) => ({
        ...teaching,
        // If the ear no longer knows the recording, stop asking for it.
        ...(recording === undefined ? {} : { recording: { ...recording, kind: event.kind } }),
      }));
    default:
      return unknownEvent(event);
  }
}

function onTeaching(state: HuntState, id: string, change: (teaching: TeachingState) => TeachingState): HuntState {
  return { ...state, teachings: state.teachings.map((each) => (each.id === id ? change(each) : each)) };
}

/** What an event means for a lesson's call. */
export function evolveLesson(
  call: CallState,
  event: EventOf<
    | 'listen-in-began'
    | 'listen-in-ended'
    | 'listener-left'
    | 'listen-again-asked'
    | 'key-asked'
    | 'key-taught'
    | 'sound-named'
  >,
): CallState {
  switch (event.type) {
    case 'listen-in-began':
      return { ...call, listening: 'ringing' };
    case 'listen-in-ended':
      return { ...call, listening: event.result.outcome === 'listening' ? 'listening' : 'failed' };
    case 'listener-left':
      return { ...call, listening: 'left' };
    case 'listen-again-asked': {
      const { listening: _left, ...rest } = call;
      return rest;
    }
    case 'key-asked': {
      const inMenu = call.menuDoneAt === undefined;
      const asked: TaughtKey = { key: event.key, by: event.by, askedAt: event.at, inMenu };
      // Sounds from here on come after the key.
      const { unnamedFromMs: _from, ...rest } = call;
      return { ...rest, taughtKeys: [...call.taughtKeys, asked] };
    }
    case 'key-taught': {
      const learnt = event.recording === undefined ? {} : { recording: event.recording };
      const taughtKeys = call.taughtKeys.map((each, index) =>
        index === event.index ? { ...each, pressedAt: event.at, ...learnt } : each,
      );
      return { ...call, taughtKeys };
    }
    case 'sound-named': {
      const nowMs = audioMs(call, event.at);
      return nowMs === undefined ? call : { ...call, unnamedFromMs: nowMs };
    }
    default:
      return unknownEvent(event);
  }
}

/** The current position in the call's audio (ms); undefined before anything was heard. */
export function audioMs(call: CallState, at: number): number | undefined {
  if (call.lastHeard === undefined || call.lastHeardAt === undefined) return undefined;
  return call.lastHeard.atMs + Math.max(0, at - call.lastHeardAt);
}
