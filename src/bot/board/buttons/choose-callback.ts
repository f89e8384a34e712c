import type { Directory } from '../../../hunter/ports/directory.js';
import type { CallbackChoice } from '../../../hunter/rules/commands.js';
import type { Refusal } from '../../../hunter/rules/decision.js';
import { callOf } from '../../../hunter/rules/query.js';
import type { HuntState } from '../../../hunter/rules/state.js';
import { onButton } from '../../answering/button.js';
import { ago, mention } from '../../slack/mrkdwn.js';
import type { HuntButtonNeeds } from './needs.js';

/** What choosing about a callback takes. */
export interface ChooseNeeds extends HuntButtonNeeds {
  readonly directory: Pick<Directory, 'extensions'>;
}

const CHOSEN: Readonly<Record<CallbackChoice, string>> = {
  'call-me-back': 'to be called back',
  'keep-holding': 'to keep holding',
};

/** The requester's own number, to call back; undefined if none is known. */
function numberOf(needs: Pick<ChooseNeeds, 'directory'>, { ringTarget }: HuntState): string | undefined {
  if (ringTarget.kind === 'number') return ringTarget.number;
  return needs.directory.extensions().find(({ id }) => id === ringTarget.extensionId)?.directNumber;
}

function refusalWords(refused: Extract<Refusal, { type: 'callback-choice-refused' }>): string {
  if (refused.taken !== undefined) {
    const { by, choice, at } = refused.taken;
    return `${mention(by)} was first and chose ${CHOSEN[choice]} ${ago(at)}.`;
  }
  if (refused.why === 'bad-number') return 'The destination can’t call that number: it needs ten digits.';
  return 'Too late: the callback offer has expired, or the call is over.';
}

/** `Call me back` and `Keep holding`. */
export function onChooseCallback(needs: ChooseNeeds, choice: CallbackChoice) {
  return onButton(needs, choice, 'choose-callback', async ({ value, state, user, answer }) => {
    const call = value.call === undefined ? undefined : callOf(state, value.call);
    if (call?.callback === undefined) return answer('This call is over.');
    const number = choice === 'call-me-back' ? numberOf(needs, state) : undefined;
    if (choice === 'call-me-back' && number === undefined && call.callback.chosen === undefined) {
      return answer(
        `${mention(state.requester)} has no direct number to call back. Keep holding; for the next hunt, choose a company number under “Where to ring you”.`,
      );
    }
    const request = { type: 'choose-callback', callId: call.id, choice, by: user } as const;
    const change = await needs.hunts.request(state.huntId, number === undefined ? request : { ...request, number });
    if (change === undefined) return answer('This hunt is over.');
    needs.boards.show(change.state);
    const refused = change.refusal;
    if (refused?.type === 'callback-choice-refused') return answer(refusalWords(refused));
    if (choice === 'call-me-back') {
      return answer(`Entering the number ending in ${number?.slice(-4) ?? ''}. The thread says when it is confirmed.`);
    }
    return answer('The call keeps holding.');
  });
}
