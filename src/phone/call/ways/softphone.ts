import { bounded } from '../../../hunter/base/bounded.js';
import { PhoneError, sentenceOf } from '../../api/phone-error.js';
import { REFUSALS } from '../../api/refusals.js';
import { refusalOfStatus } from '../../api/which-refusal.js';
import { SoftphoneError } from '../../softphone/sip/softphone-error.js';
import { refusedBy, type Way, type WayResult, type WayTools } from './way.js';

/** Longer than the line's own limit, so only a broken line gets here. */
const DIAL_WITHIN_MS = 45_000;

/** The normal way: our own softphone dials, hears, and learns the session and party ids. */
export function softphoneWay({ lines, clock, log }: WayTools): Way {
  return {
    name: 'softphone',
    async dial({ callId, line, number }, leg, audio) {
      let lent: Awaited<ReturnType<typeof lines.lend>>;
      try {
        lent = await lines.lend(line);
      } catch (error) {
        return refusedBy(error);
      }
      try {
        const dialing = lent.softphone.dial(leg, number, audio());
        const ids = await bounded(clock, DIAL_WITHIN_MS, silent, dialing);
        if (ids.sessionId === undefined || ids.partyId === undefined)
          log.warn({ callId }, 'the SIP answer named no session; the call can be ended and referred by SIP only');
        return {
          outcome: 'dialled',
          sessionId: ids.sessionId ?? '',
          partyId: ids.partyId ?? '',
          hears: true,
          lent,
          answerFrom: 'leg',
        };
      } catch (error) {
        const result = whyNot(error);
        if (error instanceof SoftphoneError && error.status !== undefined)
          log.info({ callId, status: error.status, code: error.code }, 'the call of a softphone was refused');
        // If it is not certain that nothing was placed, hang up, so that nothing keeps ringing unseen.
        if (result.outcome === 'ended' && result.end === 'line-lost') {
          await bounded(clock, 5_000, silent, lent.softphone.hangUp(leg)).catch(() => undefined);
          lent.discard();
        } else if (error instanceof SoftphoneError && BROKEN.has(error.code)) lent.discard();
        lent.giveBack();
        return result;
      }
    },
  };
}

/** After these the line cannot be used again: the next call gets a new one, with fresh credentials. */
const BROKEN: ReadonlySet<string> = new Set(['credentials-refused', 'stopped', 'not-registered']);

function silent(): SoftphoneError {
  return new SoftphoneError('silent', 'The softphone line did not answer in time.');
}

/** Only a clear “not placed” allows the next way. */
function whyNot(error: unknown): Exclude<WayResult, { outcome: 'dialled' }> {
  const reason = sentenceOf(error);
  if (error instanceof PhoneError) return { outcome: 'refused', reason };
  if (!(error instanceof SoftphoneError)) return { outcome: 'ended', end: 'line-lost', reason };
  // RingCentral counts a person's calls however they are placed, so another way would be one too many as well.
  if (error.code === 'too-many-calls') return { outcome: 'ended', end: 'not-sent', reason };
  const status = error.end?.status;
  const name = status === undefined ? undefined : refusalOfStatus(status, 'unknown');
  // Whether or not it is really busy, another way would meet the same.
  if (name === 'perhaps-busy') return { outcome: 'ended', end: 'refused', reason, refusal: name };
  if (name !== undefined && REFUSALS[name].whose === 'service') return { outcome: 'refused', reason, notSent: true };
  const cause = error.end?.cause;
  if (cause === 'busy' || cause === 'no-answer' || cause === 'far-end' || cause === 'us')
    return { outcome: 'ended', end: cause, reason: error.end?.reason ?? reason };
  switch (error.code) {
    case 'bad-number':
    case 'not-registered':
    case 'credentials-refused':
    case 'call-refused':
    case 'leg-exists':
    case 'stopped':
      return { outcome: 'refused', reason };
    default:
      return { outcome: 'ended', end: 'line-lost', reason };
  }
}
