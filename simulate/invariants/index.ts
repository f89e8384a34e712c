import { firstVoice, neverSilent } from './agent-hears-a-voice.js';
import { budgetKept } from './budget-kept.js';
import { considerateDials } from './considerate-dials.js';
import { everyHuntEnds } from './every-hunt-ends.js';
import type { Invariant } from './invariant.js';
import { joinedOrTold } from './joined-or-told.js';
import { keysAfterPrompts } from './keys-after-prompts.js';
import { noDoubleDial } from './no-double-dial.js';
import { noOfferWithoutACall } from './no-offer-without-a-call.js';
import { noStrayCall } from './no-stray-call.js';
import { oneCallALine } from './one-call-a-line.js';
import { oneClaim } from './one-claim.js';
import { oneRinging } from './one-ringing.js';
import { oneTransfer } from './one-transfer.js';
import { slackTellsTheTruth } from './slack-tells-the-truth.js';

/** Everything that holds in every run. */
export const INVARIANTS: readonly Invariant[] = [
  oneClaim,
  oneTransfer,
  oneRinging,
  joinedOrTold,
  noOfferWithoutACall,
  oneCallALine,
  noDoubleDial,
  considerateDials,
  noStrayCall,
  everyHuntEnds,
  firstVoice,
  neverSilent,
  budgetKept,
  keysAfterPrompts,
  slackTellsTheTruth,
];
