import { PhoneError } from '../../api/phone-error.js';
import { REFUSALS } from '../../api/refusals.js';
import { refusedBy, type Way, type WayTools } from './way.js';

/**
 * RingCentral places the call from the line's direct number. None of our
 * legs is in it, so the bot cannot hear it. Many accounts refuse this.
 */
export function callOutNumberWay({ sessionsOf }: WayTools): Way {
  return {
    name: 'call-out-number',
    async dial({ line, number }) {
      try {
        const from = { phoneNumber: line.number };
        const ids = await sessionsOf(line).callOut(from, number, 'to place a call from the number of the line');
        return { outcome: 'dialled', ...ids, hears: false, answerFrom: 'session' };
      } catch (error) {
        if (error instanceof PhoneError && (error.code === 'unreachable' || error.code === 'nonsense'))
          return { outcome: 'ended', end: 'line-lost', reason: error.message };
        if (!isRefusedNumber(error)) return refusedBy(error);
        // Do not tell people to get a phone if the line already has one.
        const { what, todo } = REFUSALS['only-from-a-phone'];
        const told = `${what.replace(/\.$/, '')} (CMN-101).`;
        return { outcome: 'refused', reason: line.deviceId === '' ? `${told} ${todo}` : told };
      }
    },
  };
}

/** Seen on real accounts: only a device may be the caller. */
function isRefusedNumber(error: unknown): boolean {
  return error instanceof PhoneError && error.errorCode === 'CMN-101';
}
