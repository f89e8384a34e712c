import type { Leg } from './leg.js';
import type { RefreshOutcome } from './session-refresher.js';

/** Renews the session with our audio unchanged (RFC 4028): it then lasts longer and is tied to the current connection. */
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
    // The leg may have ended meanwhile.
    if (leg.state !== 'answered') return 'gone';
    leg.hearAt(response.body);
    leg.agree(response, true);
    leg.tellDialog();
    return 'fine';
  } catch {
    return 'failed';
  }
}
