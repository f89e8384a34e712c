import type { Invariant } from './invariant.js';

/** A prompt heard late is answered late, and the next one, which may start seconds later and be long, is taken for a repeat. */
const LATE_MS = 45_000;

export const keysAfterPrompts: Invariant = {
  name: 'keys after their prompts',
  says:
    'A key is pressed only when the line waits for that key. Not promised: on a call where a person had a key pressed; right ' +
    'after a process could not work, since it hears late and the line has moved on; and on a call whose process was ' +
    'lost after it pressed a key and before that was recorded, since the next owner presses that key again.',
  watch(view, broken) {
    const asked = new Set<string>();
    /** Calls whose last key is not in the record yet, and calls another process continued in that state. */
    const unwritten = new Set<string>();
    const unsure = new Set<string>();
    /** When an earlier process of the call last could not work. */
    const troubledBefore = new Map<string, number>();
    const troubledAt = (callId: string): number =>
      Math.max(
        view.troubledAt(view.session(callId)?.holder.name ?? ''),
        troubledBefore.get(callId) ?? Number.NEGATIVE_INFINITY,
      );
    return {
      see(observation) {
        if (observation.what === 'recorded') {
          for (const event of observation.events) {
            if (event.type === 'press-asked') asked.add(event.callId);
            if (event.type === 'key-pressed') unwritten.delete(event.callId);
          }
        }
        if (observation.what === 'line-lost') {
          if (unwritten.has(observation.callId)) unsure.add(observation.callId);
          troubledBefore.set(observation.callId, troubledAt(observation.callId));
        }
        if (observation.what !== 'key') return;
        const { callId, key, awaited, at } = observation;
        unwritten.add(callId);
        if (unsure.has(callId)) return;
        if (awaited === key || (awaited === 'digits' && /\d/.test(key)) || asked.has(callId)) return;
        if (at < troubledAt(callId) + LATE_MS) return;
        broken(`${key} is pressed on ${callId} while the line waits for ${awaited ?? 'no key'}`);
      },
    };
  },
};
