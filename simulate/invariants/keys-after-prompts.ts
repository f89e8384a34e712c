import type { Invariant } from './invariant.js';

/** A prompt that was heard late is answered late, and the next may be taken for its repetition. */
const LATE_MS = 30_000;

export const keysAfterPrompts: Invariant = {
  name: 'keys after their prompts',
  says:
    'A key is pressed only when the line waits for that key. Not promised: on a call where a person had a key pressed, and right ' +
    'after a process was kept from working: it hears late, and the line has gone on meanwhile.',
  watch(view, broken) {
    const asked = new Set<string>();
    return {
      see(observation) {
        if (observation.what === 'recorded') {
          for (const event of observation.events) if (event.type === 'press-asked') asked.add(event.callId);
        }
        if (observation.what !== 'key') return;
        const { callId, key, awaited, at } = observation;
        if (awaited === key || (awaited === 'digits' && /\d/.test(key)) || asked.has(callId)) return;
        if (at < view.troubledAt(view.session(callId)?.holder.name ?? '') + LATE_MS) return;
        broken(`${key} is pressed on ${callId} while the line waits for ${awaited ?? 'no key'}`);
      },
    };
  },
};
