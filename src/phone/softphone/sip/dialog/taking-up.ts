import type { DialogState } from '../softphone.js';
import { SoftphoneError } from '../softphone-error.js';
import type { Leg } from './leg.js';

/**
 * How far a process that goes on with a call counts ahead of what was kept of it: more requests than a call of hours has between two
 * states that are kept. It is a fence, too: what the former owner still sends in the dialog is out of order then (RFC 3261 §12.2.2).
 */
export const RESUME_STEP = 1_000;

/**
 * Goes on with an answered call of a former process, with whose dialog this leg was made. Rejects when the server refuses or no audio
 * comes; the leg is then gone here, and the call as it was.
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
