import type { DialogState } from '../softphone.js';
import { SoftphoneError } from '../softphone-error.js';
import type { Leg } from './leg.js';

/**
 * How far a process that takes up a call jumps ahead of the stored CSeq: more requests than even a call of hours sends between two stored
 * states. It also fences off the former owner, whose later requests in the dialog are then out of order (RFC 3261 §12.2.2).
 */
export const RESUME_STEP = 1_000;

/**
 * Continues an answered call of a former process; the leg was made with its dialog. Rejects when the server refuses or no audio comes; the
 * leg is then gone here, and the call is as it was.
 */
export async function takeUp(leg: Leg, state: DialogState): Promise<void> {
  leg.own.restore(state, RESUME_STEP);
  leg.state = 'answered';
  try {
    const outcome = await leg.refresh();
    if (outcome !== 'fine') {
      const status = leg.refusal === undefined ? {} : { status: leg.refusal };
      throw new SoftphoneError('call-refused', 'The phone service did not give the call back.', status);
    }
    await leg.media.firstPacket(leg.home.timings.mediaLostMs);
  } catch (error) {
    leg.forsake();
    throw error;
  }
  if (leg.ending !== undefined) throw new SoftphoneError('call-refused', leg.ending.reason, { end: leg.ending });
  leg.media.watched = true;
  leg.announced = true;
  leg.tellDialog();
}
