import { parseSdp } from '../media/sdp.js';
import { header, type SipHeader, type SipRequest } from '../message/message.js';
import { ALLOW } from '../message/self.js';
import { type SessionTerms, sessionTerms } from '../message/session-timer.js';
import type { Leg } from './leg.js';

const sdpType: SipHeader = { name: 'Content-Type', value: 'application/sdp' };

/** The session timer's terms, accepted as offered. If the requester does not say who refreshes, it does. */
function sessionHeaders(request: SipRequest, terms: SessionTerms | undefined): SipHeader[] {
  if (terms === undefined) return [];
  const refresher = terms.refresher ?? 'uac';
  const required = /\btimer\b/i.test(header(request, 'Supported') ?? '') || refresher === 'uac';
  return [
    { name: 'Session-Expires', value: `${terms.seconds};refresher=${refresher}` },
    ...(required ? [{ name: 'Require', value: 'timer' }] : []),
  ];
}

function accept(leg: Leg, request: SipRequest, body: string): void {
  const terms = sessionTerms(request, leg.home.timings.leastSessionSeconds);
  const headers = [
    { name: 'Contact', value: leg.home.self.contact },
    { name: 'Allow', value: ALLOW },
    { name: 'Supported', value: 'timer' },
    ...sessionHeaders(request, terms),
    ...(body === '' ? [] : [sdpType]),
  ];
  leg.dialog.retarget(request);
  leg.reply(request, 200, 'OK', { headers, body });
  if (terms !== undefined) leg.agree(request, false);
  leg.tellDialog();
}

/** A changed or repeated session: an UPDATE, or an INVITE within the dialog. */
function change(leg: Leg, request: SipRequest): void {
  const invite = request.method === 'INVITE';
  // Two offers at once would leave each side with the wrong answer (RFC 3261 §14.2, RFC 3311 §5.2).
  if (leg.refreshing !== undefined && (invite || request.body.trim() !== '')) {
    leg.reply(request, 491, 'Request Pending');
  } else if (request.body.trim() === '') {
    // An INVITE without an offer asks for ours, and the answer comes with the ACK. An UPDATE without one only refreshes.
    accept(leg, request, invite ? leg.sdp() : '');
  } else {
    const offer = parseSdp(request.body);
    if (offer === undefined) {
      leg.reply(request, 488, 'Not Acceptable Here');
      return;
    }
    accept(leg, request, leg.sdp(offer));
    leg.hearAt(request.body);
  }
}

/** Answers any request of the server within a leg's dialog, except BYE. */
export function answerInDialog(leg: Leg, request: SipRequest): void {
  switch (request.method) {
    case 'ACK':
      if (request.body.trim() !== '') leg.hearAt(request.body);
      return;
    case 'INVITE':
    case 'UPDATE':
      change(leg, request);
      return;
    case 'NOTIFY':
      leg.reply(request, 200, 'OK');
      leg.notified(request);
      return;
    case 'OPTIONS':
      leg.reply(request, 200, 'OK', { headers: [{ name: 'Allow', value: ALLOW }] });
      return;
    case 'INFO':
      leg.reply(request, 200, 'OK');
      return;
    default:
      leg.reply(request, 405, 'Method Not Allowed', { headers: [{ name: 'Allow', value: ALLOW }] });
  }
}
