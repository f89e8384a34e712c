import type { OfferEnd } from '../../hunter/rules/events.js';
import type { HuntState, OfferState } from '../../hunter/rules/state.js';
import { ACTIONS, writeValue } from '../answering/button-value.js';
import { button, type Message, section } from '../slack/block-parts.js';
import { clock, mention, plainly } from '../slack/mrkdwn.js';
import { currentClaim, lineNameOfCall } from './hunt-texts.js';

const ENDED: Readonly<Record<OfferEnd, string>> = {
  'agent-gone': 'The agent hung up',
  'ran-out': 'Nobody took the call in time; the agent was thanked and the call ended',
  withdrawn: 'The offer was withdrawn',
  'not-a-person': 'It was a recording, not a person; the hunt goes on',
  taken: 'It was taken',
  'not-wanted': 'Another agent was reached first; this one was thanked and the call ended',
  'hunt-over': 'The hunt is over',
};

export function offerEndWords(end: OfferEnd): string {
  return ENDED[end];
}

/** Names one opening of an offer. A widened offer, or one reopened after a failed hand-over, gets a new message. */
export function openingKey(offer: OfferState): string {
  return `${offer.openedAt}:${offer.widened ? 'widened' : 'open'}`;
}

/** The urgent message: short, plain blocks, with the mention and the whole sentence in both the text and the first block. */
export function openOffer(state: HuntState, offer: OfferState): Message {
  const again = offer.openedAt > offer.madeAt && offer.claims.length > 0 ? ' again' : '';
  const who = offer.widened ? `<!here> ${mention(state.requester)}` : mention(state.requester);
  const line = lineNameOfCall(state, offer.callId);
  const until = clock(offer.openedAt + state.policy.offerMs);
  const anyone = offer.widened ? ' Anyone here can take it.' : '';
  const where = `${plainly(state.destination.name)}, on ${line}`;
  const what =
    offer.challenge === true
      ? `Agent on the line${again} soon: ${where}. It wants a spoken answer first, which only a person may give.`
      : `Agent on the line${again}: ${where}.`;
  const sentence = `${who} ${what}${anyone} Take the call before ${until}.`;
  return {
    text: sentence,
    blocks: [
      section(sentence.replace('Agent on the line', '*Agent on the line*')),
      {
        type: 'actions',
        elements: [
          button({
            action: ACTIONS.take,
            text: 'Take the call',
            value: writeValue({ hunt: state.huntId, offer: offer.id }),
            label: `Take the call with ${state.destination.name}`,
            style: 'primary',
          }),
          button({
            action: ACTIONS.notPerson,
            text: 'Not a person',
            value: writeValue({ hunt: state.huntId, offer: offer.id }),
            label: `Not a person: a recording of ${state.destination.name}`,
          }),
        ],
      },
    ],
  };
}

/** An opening's message once it is outdated or the offer is closed; it has no buttons. */
export function closedOffer(state: HuntState, offer: OfferState, latest: boolean): Message {
  const sentence = closedSentence(state, offer, latest);
  return { text: sentence, blocks: [section(sentence)] };
}

function closedSentence(state: HuntState, offer: OfferState, latest: boolean): string {
  const where = `${plainly(state.destination.name)}, on ${lineNameOfCall(state, offer.callId)}`;
  const claim = currentClaim(offer);
  if (offer.status === 'connected' && claim !== undefined) {
    return `${mention(claim.by)} took the call at ${clock(claim.at)}: ${where}.`;
  }
  if (offer.status === 'claimed' && claim !== undefined) {
    return `${mention(claim.by)} is taking the call (${clock(claim.at)}); the phone is ringing: ${where}.`;
  }
  if (offer.status === 'ended') return `${ENDED[offer.end ?? 'withdrawn']}: ${where}.`;
  return latest ? `This call is open: ${where}.` : `This call was offered again; see the newer message: ${where}.`;
}
