import type { Beliefs } from '../beliefs.js';
import type { Identity } from '../exchange/party.js';
import type { RtpLeg } from '../media/rtp-leg.js';
import { SBC } from './dialog.js';
import { fullOffer, plainSdp } from './sdp.js';

type Header = readonly [string, string];

/** A call to a registered device. */
export interface DeviceCall {
  /** Who it comes from. */
  readonly caller: Identity;
  /** The device's own number, digits alone. */
  readonly number: string;
  /** Where it registered, and the address and port it is really seen at. */
  readonly contact: string;
  readonly seenAt: string;
  readonly domain: string;
  /** The first leg of a call-out: the device should answer automatically. */
  readonly autoAnswer: boolean;
  /** The way queues call: the offer comes in the 200, our answer in the ACK. */
  readonly withoutOffer: boolean;
}

/** An INVITE of ours, as far as it differs from call to call. */
export interface DeviceInvite {
  readonly from: string;
  readonly to: string;
  readonly target: string;
  readonly headers: readonly Header[];
  /** The offer; empty when there is none. */
  readonly body: string;
  /** What refreshes of this session say. */
  readonly refresh: readonly Header[];
}

/** Terms of a session that the client began. */
export const CLIENT_SESSION: readonly Header[] = [
  ['Session-Expires', '1800;refresher=uas'],
  ['Supported', 'timer'],
];
const OUR_SESSION: readonly Header[] = [
  ['Session-Expires', '14400;refresher=uac'],
  ['Min-SE', '90'],
];
export const ALLOW = 'INVITE, ACK, BYE, CANCEL, UPDATE, INFO, NOTIFY, REFER, OPTIONS';
const ALLOW_OF_INVITE = 'INVITE, ACK, BYE, CANCEL, UPDATE, REFER, INFO, NOTIFY, SUBSCRIBE, MESSAGE';

/** Writes the INVITE in the shape that is believed in. `contact`: ours in this dialog. */
export function deviceInvite(
  shape: Beliefs['inboundInvite'],
  call: DeviceCall,
  contact: string,
  media: RtpLeg,
): DeviceInvite {
  const type: readonly Header[] = call.withoutOffer ? [] : [['Content-Type', 'application/sdp']];
  return shape === 'full' ? full(call, contact, media, type) : plain(call, contact, media, type);
}

function full(call: DeviceCall, contact: string, media: RtpLeg, type: readonly Header[]): DeviceInvite {
  const { caller, number, seenAt } = call;
  // Colleagues show their short number; numbers of the public network are complete.
  const inside = caller.extensionId === undefined ? undefined : caller.extensionNumber;
  const user = inside ?? caller.phoneNumber?.replace(/\D/g, '') ?? 'anonymous';
  return {
    from: `"${caller.name ?? user}" <sip:${user}@${SBC}>`,
    to: `<sip:${number}@${seenAt}>`,
    target: `sip:${number}@${seenAt};transport=TLS`,
    headers: [
      ...(call.autoAnswer ? [['Alert-Info', 'Auto Answer'] as const] : []),
      ['Call-Info', `${contact};purpose=info${call.autoAnswer ? ';Answer-After=0' : ''}`],
      ['Allow', ALLOW_OF_INVITE],
      ['Supported', 'replaces, timer, diversion, histinfo'],
      ...OUR_SESSION,
      ...type,
    ],
    body: call.withoutOffer ? '' : fullOffer(media),
    refresh: [...OUR_SESSION, ['Supported', 'timer']],
  };
}

function plain(call: DeviceCall, contact: string, media: RtpLeg, type: readonly Header[]): DeviceInvite {
  const { caller, number, domain } = call;
  const auto = [
    ['Alert-Info', 'Auto Answer'],
    ['Call-Info', `${contact};purpose=info;Answer-After=0`],
  ] as const;
  return {
    from: `<sip:${caller.phoneNumber ?? caller.extensionNumber ?? 'anonymous'}@${domain}>`,
    to: `<sip:${number}@${domain}>`,
    target: call.contact,
    headers: [...(call.autoAnswer ? auto : []), ['Allow', ALLOW], ...type],
    body: call.withoutOffer ? '' : plainSdp(media),
    refresh: CLIENT_SESSION,
  };
}
