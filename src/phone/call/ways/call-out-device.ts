import { bounded } from '../../../hunter/base/bounded.js';
import { PhoneError, sentenceOf } from '../../api/phone-error.js';
import { refusedBy, type Way, type WayTools } from './way.js';

/** RingCentral rings our device first, marked auto-answer; it does so within a second or two. */
const RUNG_WITHIN_MS = 15_000;

/**
 * RingCentral places the call from our softphone's device: it rings us first (answered at once, so that we hear), then the destination. The
 * ids come from the REST answer, since the INVITE carries none.
 */
export function callOutDeviceWay({ lines, sessionsOf, clock, log }: WayTools): Way {
  return {
    name: 'call-out-device',
    async dial({ callId, line, number }, leg, audio) {
      const sessions = sessionsOf(line);
      let lent: Awaited<ReturnType<typeof lines.lend>>;
      try {
        lent = await lines.lend(line);
      } catch (error) {
        return refusedBy(error);
      }
      let ear: ReturnType<typeof audio>;
      try {
        ear = audio();
      } catch (error) {
        lent.giveBack();
        return { outcome: 'refused', reason: sentenceOf(error) };
      }
      const ourLeg = lent.softphone.answerNext(leg, RUNG_WITHIN_MS, ear);
      // Awaited below, but it may fail before the REST answer arrives.
      ourLeg.catch(() => undefined);
      const giveUp = async () => {
        await bounded(clock, 5_000, notRung, lent.softphone.hangUp(leg)).catch(() => undefined);
        lent.giveBack();
      };
      let ids: { readonly sessionId: string; readonly partyId: string };
      try {
        ids = await sessions.callOut(
          { deviceId: line.deviceId },
          number,
          'to place a call from the device of the line',
        );
      } catch (error) {
        await giveUp();
        const maybePlaced = error instanceof PhoneError && (error.code === 'unreachable' || error.code === 'nonsense');
        return maybePlaced ? { outcome: 'ended', end: 'line-lost', reason: error.message } : refusedBy(error);
      }
      try {
        await bounded(clock, RUNG_WITHIN_MS + 2_000, notRung, ourLeg);
        return { outcome: 'dialled', ...ids, hears: true, lent, answerFrom: 'session' };
      } catch (error) {
        await giveUp();
        try {
          await sessions.drop(ids.sessionId);
        } catch (dropError) {
          log.warn(
            { err: dropError, callId, sessionId: ids.sessionId },
            'a call that never rang us could not be ended',
          );
          return { outcome: 'ended', end: 'line-lost', reason: sentenceOf(error) };
        }
        return {
          outcome: 'refused',
          reason: `RingCentral accepted the call but did not ring our softphone. ${sentenceOf(error)}`,
        };
      }
    },
  };
}

function notRung(): PhoneError {
  return new PhoneError({ code: 'line', what: 'Our softphone was not rung in time.', retryable: true });
}
