import { randomBytes, randomUUID } from 'node:crypto';
import { newCseq, type SipConnection } from './connection.js';
import { reply, type SipMessage } from './message.js';

type Header = readonly [string, string];

/** The address that the service's border shows in its requests. */
export const SBC = '127.0.0.1:5096';

/** The two ends of a SIP dialog and how requests of ours are sent within it. */
export class Dialog {
  readonly callId: string;
  readonly tag = randomBytes(6).toString('hex');
  readonly contact: string;
  /** Moves to a new connection with an in-dialog re-INVITE. */
  connection: SipConnection;
  #local = '';
  #remote = '';
  #target = '';
  #invite = { cseq: 0, branch: '' };

  constructor(connection: SipConnection, domain: string, invite?: SipMessage) {
    this.connection = connection;
    this.contact = `<sip:practice@${domain};transport=tls>`;
    this.callId = invite?.callId ?? randomUUID();
    if (invite === undefined) return;
    this.#local = `${invite.header('to')};tag=${this.tag}`;
    this.#remote = invite.header('from');
    this.#target = contactOf(invite);
  }

  /** We begin: who calls whom (header values without tags), and where the client is to be found. */
  begin(from: string, to: string, target: string): void {
    this.#local = `${from};tag=${this.tag}`;
    this.#remote = to;
    this.#target = target;
  }

  /** Whether a Replaces header that the client wrote names this dialog (RFC 3891 §3): our tag is its to-tag. */
  isNamedBy({ callId, toTag, fromTag }: { readonly callId: string; readonly toTag: string; readonly fromTag: string }) {
    const clientTag = /;\s*tag=([^;>\s]+)/i.exec(this.#remote)?.[1];
    return callId === this.callId && toTag === this.tag && fromTag === clientTag;
  }

  /** What the client's response says of its end. */
  learn(response: SipMessage): void {
    this.#remote = response.header('to');
    this.#target = contactOf(response) || this.#target;
  }

  answer(request: SipMessage, status: number, extra: readonly Header[] = [], body = ''): void {
    this.connection.send(reply(request, status, this.tag, extra, body));
  }

  request(method: string, extra: readonly Header[] = [], body = '', onResponse?: (response: SipMessage) => void): void {
    const cseq = newCseq();
    const branch = `z9hG4bK-${randomUUID()}`;
    if (method === 'INVITE') this.#invite = { cseq, branch };
    this.#send(method, cseq, branch, extra, body, onResponse);
  }

  /** ACK is a transaction of its own, with the number of the INVITE. */
  acknowledge(sdp = ''): void {
    const type: readonly Header[] = sdp === '' ? [] : [['Content-Type', 'application/sdp']];
    this.#send('ACK', this.#invite.cseq, `z9hG4bK-${randomUUID()}`, type, sdp);
  }

  /** CANCEL names the INVITE it cancels by number and branch. */
  cancel(): void {
    this.#send('CANCEL', this.#invite.cseq, this.#invite.branch, []);
  }

  #send(
    method: string,
    cseq: number,
    branch: string,
    extra: readonly Header[],
    body = '',
    onResponse: (response: SipMessage) => void = () => undefined,
  ): void {
    const headers: Header[] = [
      ['Via', `SIP/2.0/TLS ${SBC};rport;branch=${branch}`],
      ['Max-Forwards', '70'],
      ['From', this.#local],
      ['To', this.#remote],
      ['Call-ID', this.callId],
      ['CSeq', `${cseq} ${method}`],
    ];
    if (method !== 'BYE' && method !== 'CANCEL') headers.push(['Contact', this.contact]);
    const subject = `${method} ${this.#target} SIP/2.0`;
    const transaction = { callId: this.callId, cseq, method };
    this.connection.request(transaction, subject, [...headers, ...extra], body, onResponse);
  }
}

/** The address in a Contact header. */
export function contactOf(message: SipMessage): string {
  return /<(sips?:[^>]+)>/.exec(message.header('contact'))?.[1] ?? '';
}
