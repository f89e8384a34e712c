import type { Leg } from './leg.js';
import type { RefreshOutcome } from './session-refresher.js';

/** Asks for the session anew, with our audio as it is (RFC 4028): it lasts longer then, and is tied to the present connection. */
export async function reinvite(leg: Leg): Promise<RefreshOutcome> {
  const offer = leg.sdp();
  const { seconds, leastSeconds } = leg.session.wanted;
  const session = [
    { name: 'Supported', value: 'timer' },
    { name: 'Session-Expires', value: `${seconds};refresher=uac` },
    { name: 'Min-SE', value: String(leastSeconds) },
  ];
  try {
    const { request, response } = await leg.ask((form, extra) =>
      leg.dialog.invite(offer, [...session, ...extra], form),
    );
    leg.refusal = response.status >= 300 ? response.status : undefined;
    if (response.status === 422) leg.session.lengthen(response);
    if (response.status >= 300) return response.status === 481 || response.status === 408 ? 'gone' : 'failed';
    leg.dialog.retarget(response);
    leg.acknowledge(request);
    // It may have ended meanwhile.
    if (leg.state !== 'answered') return 'gone';
    leg.hearAt(response.body);
    leg.agree(response, true);
    leg.tellDialog();
    return 'fine';
  } catch {
    return 'failed';
  }
}
