import type { TakerCall } from '../taker-phones.js';
import type { Invariant } from './invariant.js';

interface Rung {
  readonly ring: string;
  readonly kind: TakerCall['kind'];
  pickedUp: boolean;
  toldItRingsAgain: boolean;
}

export const oneRinging: Invariant = {
  name: 'one phone rings for a claim, once',
  says:
    'For a claim one phone rings, once, and never two phones for one call. It rings a second time only when the agent is sent on blindly: ' +
    'a taker who picked up the first time was told so, and is let go or hangs up. Not promised: that a call which a previous owner of the hunt left ' +
    'ringing has ended by then, where nobody may end it.',
  watch(view, broken) {
    /** What rang for the current claim of each call, whichever process hands it over. */
    const rung = new Map<string, Rung[]>();
    const find = (ring: string): Rung | undefined => [...rung.values()].flat().find((each) => each.ring === ring);
    return {
      see(observation) {
        if (observation.what === 'hand-over-asked') rung.set(observation.callId, []);
        if (observation.what === 'taker-picked-up') {
          const found = find(observation.ring);
          if (found !== undefined) found.pickedUp = true;
        }
        if (observation.what === 'taker-hears' && observation.phrase === 'rings-again') {
          const found = find(observation.ring);
          if (found !== undefined) found.toldItRingsAgain = true;
        }
        // If the phone is still in our call, a transferred agent would find it busy.
        if (observation.what !== 'taker-rings' && observation.what !== 'agent-sent-on') return;
        const { callId, taker } = observation;
        const before = rung.get(callId) ?? [];
        for (const each of before) {
          const state = view.ring(each.ring)?.state;
          if (state === 'ringing' || state === 'answered')
            broken(`${taker} is called for ${callId} while the call ${each.ring} about it is ${state}`);
          if (each.pickedUp && !each.toldItRingsAgain)
            broken(`${taker} is called for ${callId} again, and nobody told them`);
        }
        if (observation.what !== 'taker-rings') return;
        const { ring, kind } = observation;
        for (const each of before) {
          if (each.kind === kind) broken(`the phone of ${taker} rings for ${callId} a second time (${kind})`);
          if (each.kind === 'blind') broken(`the phone of ${taker} rings for ${callId} after the agent was sent on`);
        }
        rung.set(callId, [...before, { ring, kind, pickedUp: false, toldItRingsAgain: false }]);
      },
    };
  },
};
