import { randomUUID } from 'node:crypto';
import type { Directory } from '../../../hunter/ports/directory.js';
import type { Refusal } from '../../../hunter/rules/decision.js';
import type { HuntState, OfferState } from '../../../hunter/rules/state.js';
import type { RingTarget } from '../../../hunter/terms.js';
import { onButton } from '../../answering/button.js';
import type { RingChoices } from '../../people/ring-choices.js';
import { isForEverybody, ringWords } from '../../people/ring-targets.js';
import { ago, mention } from '../../slack/mrkdwn.js';
import { currentClaim, offerOf } from '../hunt-texts.js';
import { offerEndWords } from '../offer-message.js';
import type { HuntButtonNeeds } from './needs.js';

/** What taking a call needs. */
export interface TakeNeeds extends HuntButtonNeeds {
  readonly directory: Directory;
  readonly rings: Pick<RingChoices, 'of'>;
}

/** Where to ring this person, with a remark for them if needed; or a sentence that says why they can't be rung. */
async function targetOf(
  needs: TakeNeeds,
  state: HuntState,
  user: string,
): Promise<{ readonly target: RingTarget; readonly remark?: string } | string> {
  // The requester chose this target. Others may use it too if it is a company number or a call queue, not somebody's phone.
  if (user === state.requester || isForEverybody(state.ringTarget, needs.directory))
    return { target: state.ringTarget };
  const ring = await needs.rings.of(user);
  return typeof ring === 'string' ? `I can’t ring you. ${ring} Or let ${mention(state.requester)} take it.` : ring;
}

function lateWords(user: string, takenBy: string, takenAt: number): string {
  return takenBy === user
    ? `You took this call ${ago(takenAt)}: your phone is ringing, or you are connected.`
    : `Too late: this call was already taken by ${mention(takenBy)} ${ago(takenAt)}.`;
}

/** Why an offer can't be taken, from its state alone. */
function closedWords(user: string, offer: OfferState | undefined): string {
  if (offer === undefined) return 'This call is over.';
  const claim = currentClaim(offer);
  if ((offer.status === 'claimed' || offer.status === 'connected') && claim !== undefined) {
    return lateWords(user, claim.by, claim.at);
  }
  return `This call is over. ${offerEndWords(offer.end ?? 'withdrawn')}.`;
}

function refusalWords(refused: Extract<Refusal, { type: 'claim-refused' }>, offer: OfferState | undefined): string {
  const { by, takenBy, takenAt, offerEnd } = refused;
  if (takenBy !== undefined) return lateWords(by, takenBy, takenAt ?? refused.at);
  return offerEnd === undefined ? closedWords(by, offer) : `This call is over. ${offerEndWords(offerEnd)}.`;
}

/** `Take the call`: the hunt decides which click wins, and exactly one does. */
export function onTakeCall(needs: TakeNeeds) {
  return onButton(needs, 'take-call', 'take-call', async ({ value, state, user, answer }) => {
    const offerId = value.offer;
    const offer = offerId === undefined ? undefined : offerOf(state, offerId);
    if (offerId === undefined || offer === undefined) return answer(closedWords(user, undefined));
    if (offer.status !== 'open') {
      // Perhaps an outdated button was clicked, so check the messages again.
      needs.boards.show(state);
      return answer(closedWords(user, offer));
    }
    const ring = await targetOf(needs, state, user);
    if (typeof ring === 'string') {
      // Looking up took time; if somebody was faster, say so instead.
      const now = offerOf((await needs.hunts.state(state.huntId)) ?? state, offerId);
      return answer(now === undefined || now.status === 'open' ? ring : closedWords(user, now));
    }
    const { target: ringTarget, remark } = ring;
    const claimId = randomUUID();
    const change = await needs.hunts.request(state.huntId, { type: 'claim', offerId, claimId, by: user, ringTarget });
    if (change === undefined) return answer(closedWords(user, undefined));
    needs.boards.show(change.state);
    const won = change.events.some((event) => event.type === 'offer-claimed' && event.claimId === claimId);
    const also = remark === undefined ? '' : ` ${remark}`;
    if (won) return answer(`It is yours: ${ringWords(ringTarget)} is ringing. Pick up and say hello.${also}`);
    const refused = change.refusal;
    const after = offerOf(change.state, offerId);
    return answer(refused?.type === 'claim-refused' ? refusalWords(refused, after) : closedWords(user, after));
  });
}
