import type { AudioRing } from '../../../hunter/base/audio-ring.js';
import type { Clock } from '../../../hunter/base/clock.js';
import type { Log } from '../../../hunter/base/log.js';
import type { DialRequest } from '../../../hunter/ports/phone.js';
import type { CallEnd, DialWay } from '../../../hunter/terms.js';
import type { SessionsOf } from '../../account/sessions.js';
import { PhoneError, type PhoneErrorCode, sentenceOf } from '../../api/phone-error.js';
import type { RefusalName } from '../../api/refusals.js';
import type { Lent, Softphones } from '../../softphone/softphones.js';

/** What a way to dial works with. */
export interface WayTools {
  readonly lines: Softphones;
  readonly sessionsOf: SessionsOf;
  readonly clock: Clock;
  readonly log: Log;
}

/** How one way of dialing went. */
export type WayResult =
  | {
      readonly outcome: 'dialled';
      readonly sessionId: string;
      readonly partyId: string;
      readonly hears: boolean;
      /** The line that carries the call; absent when no softphone of ours is in it. */
      readonly lent?: Lent;
      /** How we learn that the destination answered: from our SIP leg, or by looking at the session. */
      readonly answerFrom: 'leg' | 'session';
    }
  /** Nothing was placed, so the next way may be tried. `notSent`: nobody refused; the service just takes no requests at the moment. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly notSent?: boolean }
  /** Try no other way: the destination was or may have been reached and would be dialed twice, or no call may be placed now. */
  | {
      readonly outcome: 'ended';
      readonly end: CallEnd;
      readonly reason: string;
      /** What refused it, if there may be several causes. */
      readonly refusal?: RefusalName;
    };

/** Our own budget or a pause asked for by the service was in the way, or the service could not be reached: all temporary. */
const PASSING: ReadonlySet<PhoneErrorCode> = new Set(['budget', 'too-many', 'unreachable']);

/** The result for a failure after which certainly no call was placed. */
export function refusedBy(error: unknown): Extract<WayResult, { outcome: 'refused' }> {
  const notSent = error instanceof PhoneError && PASSING.has(error.code);
  return { outcome: 'refused', reason: sentenceOf(error), ...(notSent && { notSent }) };
}

/** One way to place a call. */
export interface Way {
  readonly name: DialWay;
  /** `leg` names our SIP leg, if there is one. `audio` opens the ear for this attempt; a way that hears calls it once. */
  dial(request: DialRequest, leg: string, audio: () => AudioRing): Promise<WayResult>;
}
