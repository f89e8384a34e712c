import type { Invariant } from './invariant.js';

/** A phone may be picked up at the moment its ringing is given up. */
const SAME_MOMENT_MS = 1_000;
const LAST_WORDS: readonly string[] = ['rings-again', 'agent-left', 'not-connected'];

export const joinedOrTold: Invariant = {
  name: 'whoever answered is joined or told',
  says:
    'A taker who has picked up is joined with the agent, or hears why not before we hang up, and we never end a conversation. Promised while ' +
    'the process that rings them lives, runs and owns the hunt; not to a taker who picks up in the second in which the ringing is given up.',
  watch(view, broken) {
    const pickedUpAt = new Map<string, number>();
    const told = new Set<string>();
    return {
      see(observation) {
        const { at } = observation;
        if (observation.what === 'taker-picked-up') pickedUpAt.set(observation.ring, at);
        if (observation.what === 'taker-heard' && LAST_WORDS.includes(observation.phrase)) told.add(observation.ring);
        if (observation.what === 'talk-cut')
          broken(`${observation.process} ends the talk of ${observation.taker} on ${observation.callId}`);
        if (observation.what !== 'taker-let-go' || observation.by !== 'us') return;
        const { ring, callId, was, process, taker } = observation;
        if (was === 'joined') broken(`${process} ends the talk of ${taker} on ${callId}`);
        const since = pickedUpAt.get(ring) ?? at;
        if (was !== 'answered' || told.has(ring) || at - since < SAME_MOMENT_MS) return;
        const rungBy = view.ring(ring)?.holder;
        const isTheirs = rungBy?.isAlive && !rungBy.isPaused && rungBy.name === process;
        const owns = view.ownerOf(view.huntOfCall(callId)?.huntId ?? '') === process;
        if (isTheirs && owns && view.troubledAt(rungBy.name) < since)
          broken(
            `${process} hangs up on ${taker}, who picked up ${at - since} ms before for ${callId}, without a word`,
          );
      },
    };
  },
};
