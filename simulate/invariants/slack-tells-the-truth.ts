import { ACTIONS } from '../../src/bot/answering/button-value.js';
import { board } from '../../src/bot/board/board.js';
import type { HuntState } from '../../src/hunter/rules/state.js';
import { buttonsOf } from '../slack.js';
import type { View } from '../view.js';
import type { Invariant } from './invariant.js';

/** How Slack differs from the hunt's record; undefined when they agree. */
export function boardIsWrong(view: View, hunt: HuntState): string | undefined {
  const boards = view.slack.messages().filter(({ key }) => key === `${hunt.huntId}:board`);
  if (boards.length !== 1) return `there are ${boards.length} boards of ${hunt.huntId}`;
  const expected = board(hunt).text;
  if (boards[0]?.text !== expected) return `the board says “${boards[0]?.text}”, it should say “${expected}”`;
  const button = view.slack
    .messages()
    .flatMap(buttonsOf)
    .find(({ action, value }) => action === ACTIONS.take && value.includes(`"${hunt.huntId}"`));
  return button === undefined ? undefined : `an offer of ${hunt.huntId} still has its button`;
}

export const slackTellsTheTruth: Invariant = {
  name: 'Slack tells the truth',
  says:
    'At the end each hunt has one board, it says what the record says, no offer has a button, and whoever it names as connected was. ' +
    'The messages are not promised after a process stood still for longer than its leases while it wrote them.',

  watch(view, broken) {
    /** Calls joined by a process that had lost the hunt. Whether that may happen is a different promise. */
    const contested = new Set<string>();
    return {
      see(observation) {
        if (observation.what !== 'connected' || observation.by === undefined) return;
        const { callId, by } = observation;
        if (view.ownerOf(view.huntOfCall(callId)?.huntId ?? '') !== by) contested.add(callId);
      },
      atEnd() {
        for (const hunt of view.hunts()) {
          const wrong = boardIsWrong(view, hunt);
          if (wrong !== undefined && !view.hasSplit()) broken(wrong);
          for (const call of hunt.calls) {
            const offer = hunt.offers.find(({ callId, status }) => callId === call.id && status === 'connected');
            const shown = offer?.claims.find(({ status }) => status === 'connected')?.by.slice(2);
            const session = view.session(call.id);
            const truly = session?.taker;
            // An agent who was transferred blindly is with the taker or their voicemail, and nothing on our side can tell which.
            const wasMoved = shown !== undefined && shown === session?.movedTo;
            if (shown !== truly && !wasMoved && !contested.has(call.id))
              broken(`${call.id} was taken by ${truly ?? 'nobody'}, Slack says ${shown ?? 'nobody'}`);
          }
        }
      },
    };
  },
};
