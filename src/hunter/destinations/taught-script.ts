import type { CallState, HuntState, TaughtKey } from '../rules/state.js';
import type { MenuStep } from '../terms.js';

/** Where nothing could be learnt before a key: a prompt is followed by several seconds of silence, a disclosure is not. */
const SILENCE_MS = 2_500;
/** A prompt that came after a minute may come after three another time; a person is asked when it has not. */
const GUARD_TIMES = 3;
const GUARD_LEAST_MS = 60_000;
const GUARD_MOST_MS = 1_800_000;
const LABEL_LENGTH = 60;

/** The menu script a lesson has taught: each key that was pressed before the wait began, and what was said before it. */
export function scriptTaught(state: HuntState): MenuStep[] {
  const call = state.calls.findLast(({ taughtKeys }) => taughtKeys.length > 0);
  return call === undefined ? [] : call.taughtKeys.filter(isStep).map((taught, index) => stepOf(call, taught, index));
}

function isStep({ inMenu, pressedAt }: TaughtKey): boolean {
  return inMenu && pressedAt !== undefined;
}

function stepOf(call: CallState, { key, recording, askedAt }: TaughtKey, index: number): MenuStep {
  const before = call.taughtKeys.filter(isStep)[index - 1]?.askedAt ?? call.answeredAt ?? call.beganAt;
  const guardMs = Math.min(GUARD_MOST_MS, Math.max(GUARD_LEAST_MS, GUARD_TIMES * (askedAt - before)));
  return {
    label: recording?.title?.slice(0, LABEL_LENGTH).trim() || `Key ${index + 1}`,
    awaits: recording === undefined ? { silenceMs: SILENCE_MS } : { recording: recording.id },
    then: { press: key },
    guardMs,
  };
}
