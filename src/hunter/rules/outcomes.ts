import type { MenuOutcome, RecordingKind } from '../terms.js';
import { offerCallback } from './decide-callback.js';
import { offerChallenge, offerHeard } from './decide-offers.js';
import type { Draft } from './decision.js';
import { letGo } from './let-go.js';
import { callOf, isClosing } from './query.js';
import type { CallState } from './state.js';

/** Where a recording, or a menu step, leads: the same whether it is heard, named by a person or scripted. */
export function follow(draft: Draft, callId: string, outcome: MenuOutcome | RecordingKind): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || !isWalkingOrWaiting(call) || isClosing(draft.state)) return;
  switch (outcome) {
    case 'too-busy':
      if (call.tooBusy) break;
      draft.emit({ type: 'too-busy', callId });
      letGo(draft, callId);
      break;
    case 'closed':
      draft.emit({ type: 'destination-closed', callId });
      letGo(draft, callId);
      draft.emit({ type: 'line-given-up', lineId: call.lineId, reason: 'The destination says that it is closed.' });
      break;
    case 'callback-offer':
      offerCallback(draft, call);
      break;
    case 'voice-challenge':
      offerChallenge(draft, call);
      break;
    case 'on-hold':
      draft.emit({ type: 'menu-done', callId });
      draft.emit({ type: 'on-hold', callId });
      break;
    case 'agent':
      draft.emit({ type: 'menu-done', callId });
      offerHeard(draft, callId, call.lastHeard);
      break;
    case 'menu':
    case 'announcement':
      break;
  }
}

function isWalkingOrWaiting({ phase }: CallState): boolean {
  return phase === 'menu' || phase === 'waiting' || phase === 'on-hold';
}
