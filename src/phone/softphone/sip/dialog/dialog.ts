import { splitAddresses, tagOf, uriOf } from '../message/address.js';
import { cseqOf, header, headers, type SipHeader, type SipMessage, type SipRequest } from '../message/message.js';
import { ALLOW, type Self, token } from '../message/self.js';
import type { DialogForm, DialogState } from '../softphone.js';
import { addressed } from './dialog-forms.js';

interface DialogParts {
  readonly callId: string;
  readonly local: string;
  remote: string;
  target: string;
  routes: readonly string[];
}

const sdpType: SipHeader = { name: 'Content-Type', value: 'application/sdp' };

/** Our side of one SIP dialog (RFC 3261 §12): builds its requests. */
export class Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly #self: Self;
  readonly #parts: DialogParts;
  /** The form the server is known to accept. */
  form: DialogForm = 'standard';
  #cseq = 0;
  /** The CSeq of the far side's newest request; unknown until there is one. */
  #remoteCseq = 0;

  private constructor(self: Self, localTag: string, parts: DialogParts) {
    this.#self = self;
    this.localTag = localTag;
    this.callId = parts.callId;
    this.#parts = parts;
  }

  /** A dialog to a number. */
  static outgoing(self: Self, user: string): Dialog {
    const tag = token();
    const uri = self.uriOf(user);
    return new Dialog(self, tag, {
      callId: `${token()}${token()}`,
      local: `<${self.uri}>;tag=${tag}`,
      remote: `<${uri}>`,
      target: uri,
      routes: [self.proxyRoute],
    });
  }

  /** A dialog from an incoming INVITE. */
  static incoming(self: Self, invite: SipRequest): Dialog {
    const tag = token();
    const from = header(invite, 'From') ?? '';
    const dialog = new Dialog(self, tag, {
      callId: header(invite, 'Call-ID') ?? '',
      local: `${header(invite, 'To') ?? ''};tag=${tag}`,
      remote: from,
      target: uriOf(header(invite, 'Contact') ?? from),
      routes: headers(invite, 'Record-Route').flatMap(splitAddresses),
    });
    dialog.#remoteCseq = cseqOf(invite)?.number ?? 0;
    return dialog;
  }

  /** A dialog as a former process left it. Our numbers start `step` higher, beyond anything that process may have sent since. */
  static restored(self: Self, state: DialogState, step: number): Dialog {
    const { callId, local, remote, target, routes } = state;
    const dialog = new Dialog(self, state.localTag, { callId, local, remote, target, routes });
    dialog.#cseq = state.cseq + step;
    dialog.form = state.form ?? 'standard';
    return dialog;
  }

  state(): Omit<DialogState, 'sdpSession' | 'sdpVersion'> {
    const { callId, local, remote, target, routes } = this.#parts;
    const form = this.form === 'standard' ? {} : { form: this.form };
    return { callId, localTag: this.localTag, local, remote, target, routes, ...form, cseq: this.#cseq };
  }

  get remoteTag(): string | undefined {
    return tagOf(this.#parts.remote);
  }

  /** Whether a request of the far side belongs here, by its tags and CSeq (RFC 3261 §12.2.2). One that is in order becomes the newest. */
  place(request: SipRequest): 'in-order' | 'out-of-order' | 'another-dialog' {
    const remote = this.remoteTag;
    if (tagOf(header(request, 'To')) !== this.localTag) return 'another-dialog';
    if (remote !== undefined && tagOf(header(request, 'From')) !== remote) return 'another-dialog';
    const number = cseqOf(request)?.number ?? 0;
    // An ACK has the number of its INVITE, and another request may have arrived between the two.
    if (request.method === 'ACK') return 'in-order';
    if (number < this.#remoteCseq) return 'out-of-order';
    this.#remoteCseq = number;
    return 'in-order';
  }

  /** Takes the far side's tag, contact and route from a reply to our INVITE. */
  learn(message: SipMessage): void {
    const to = header(message, 'To');
    if (to !== undefined && tagOf(to) !== undefined) this.#parts.remote = to;
    // A server that names no routes is the next hop itself, so requests in the dialog carry no Route.
    this.#parts.routes = headers(message, 'Record-Route').flatMap(splitAddresses).reverse();
    this.retarget(message);
  }

  /** A target refresh: the far side's newest contact. */
  retarget(message: SipMessage): void {
    const contact = uriOf(header(message, 'Contact') ?? '');
    if (/^sips?:[^\s<>]+$/i.test(contact)) this.#parts.target = contact;
  }

  request(method: string, extra: readonly SipHeader[] = [], { body = '', form = this.form } = {}): SipRequest {
    this.#cseq += 1;
    return this.#build(method, this.#cseq, { extra, body, form });
  }

  /** An INVITE for or within this dialog, with an offer. */
  invite(offer: string, extra: readonly SipHeader[], form = this.form): SipRequest {
    return this.request('INVITE', [{ name: 'Allow', value: ALLOW }, ...extra, sdpType], { body: offer, form });
  }

  /** The ACK of a 2xx: a request of its own, with the CSeq number that the INVITE and its answer share. */
  ack(invite: SipMessage): SipRequest {
    return this.#build('ACK', cseqOf(invite)?.number ?? this.#cseq, { extra: [], body: '', form: this.form });
  }

  #build(
    method: string,
    cseq: number,
    { extra, body, form }: { readonly extra: readonly SipHeader[]; readonly body: string; readonly form: DialogForm },
  ): SipRequest {
    const self = this.#self;
    const { uri, routes } = addressed(form, method, this.#parts, self);
    return {
      kind: 'request',
      method,
      uri,
      headers: [
        { name: 'Via', value: self.via() },
        { name: 'Max-Forwards', value: '70' },
        { name: 'From', value: this.#parts.local },
        { name: 'To', value: this.#parts.remote },
        { name: 'Contact', value: self.contact },
        { name: 'Call-ID', value: this.callId },
        ...routes.map((value) => ({ name: 'Route', value })),
        { name: 'User-Agent', value: self.userAgent },
        ...extra,
        { name: 'CSeq', value: `${cseq} ${method}` },
      ],
      body,
    };
  }
}

/** A CANCEL goes the way of its INVITE: same branch, number and tags (RFC 3261 §9.1). */
export function cancelOf(invite: SipRequest): SipRequest {
  const kept = ['Via', 'Max-Forwards', 'Route', 'From', 'To', 'Call-ID'].flatMap((name) =>
    headers(invite, name).map((value) => ({ name, value })),
  );
  const cseq: SipHeader = { name: 'CSeq', value: `${cseqOf(invite)?.number ?? 1} CANCEL` };
  return { kind: 'request', method: 'CANCEL', uri: invite.uri, headers: [...kept, cseq], body: '' };
}
