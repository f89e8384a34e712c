import type { LookupFunction } from 'node:net';
import { RingWriter } from '../../../../../src/hunter/base/audio-ring.js';
import type { LogFields } from '../../../../../src/phone/softphone/sip/message/log.js';
import type { LegEnd, LegFact } from '../../../../../src/phone/softphone/sip/softphone.js';
import { defaultTimings, type Timings } from '../../../../../src/phone/softphone/sip/timings.js';
import { Endpoint } from '../../../../../src/phone/softphone/sip/worker/endpoint.js';
import { Hearing } from './hearing.js';
import { MediaPeer } from './media-peer.js';
import { Radio } from './radio.js';
import { CREDENTIALS, isProven, PROXY_NAME, type ServerCall, SipServer } from './sip-server.js';
import { type Msg, one } from './text.js';

/**
 * Hours in seconds. What the line waits for is long enough for a machine that stalls; what it does again and again comes often.
 * A refresh that was refused is asked for again after `repairMs` at the latest.
 */
const compressed: Timings = {
  ...defaultTimings,
  connectMs: 2_000,
  replyMs: 2_000,
  registerEveryMs: 100,
  refusedPauseMs: 40,
  reconnectPausesMs: [10, 20],
  mediaLostMs: 1_500,
  repairMs: 800,
  leastSessionSeconds: 1,
};

const withSdp = [['Content-Type', 'application/sdp']] as const;

/** A call on hold with everything about it in the test's hands: server, name service, far side's audio. The line runs in this thread. */
export class LongCall {
  readonly facts: LegFact[] = [];
  readonly logged: { readonly sentence: string; readonly fields: LogFields }[] = [];
  readonly hearing = new Hearing();
  /** What the name service does. */
  names: 'work' | 'fail' | 'hang' = 'work';
  /** What REGISTER and re-INVITEs are answered with. */
  registrar: 'works' | number = 'works';
  reinvites: 'works' | number = 'works';
  readonly endpoint: Endpoint;
  readonly server: SipServer;
  readonly #peers: MediaPeer[] = [];
  readonly #waits: { readonly fits: () => boolean; readonly done: () => void }[] = [];
  #call: ServerCall | undefined;
  #radio: Radio | undefined;

  private constructor(server: SipServer, timings: Partial<Timings>) {
    this.server = server;
    this.endpoint = new Endpoint({
      credentials: { ...CREDENTIALS, proxy: `${PROXY_NAME}:${server.proxy.split(':')[1]}` },
      userAgent: 'test',
      ca: server.ca,
      timings: { ...compressed, ...timings },
      lookup: this.#lookup,
      log: (_level, sentence, fields = {}) => this.logged.push({ sentence, fields }),
      onProxy: () => {},
      onFact: (fact) => {
        this.facts.push(fact);
        for (const wait of this.#waits.filter(({ fits }) => fits())) wait.done();
      },
    });
  }

  /** `terms`: what the server's answers say of the session's refreshing. */
  static async begin(timings: Partial<Timings> = {}, terms?: string): Promise<LongCall> {
    const server = await SipServer.start();
    const long = new LongCall(server, timings);
    const register = server.scripts.get('REGISTER');
    server.scripts.set('REGISTER', (request) => {
      if (long.registrar === 'works') void register?.(request, server);
      else server.reply(request, long.registrar, 'Restarting');
    });
    const session = terms === undefined ? [] : [['Session-Expires', terms] as const];
    server.onInvite((call) => {
      call.onReinvite = (request) => {
        if (long.reinvites !== 'works') server.reply(request, long.reinvites, 'Restarting');
        else server.reply(request, 200, 'OK', session, call.media.sdp);
      };
      call.trying();
      call.progress();
      call.answer(session);
    });
    await long.endpoint.start();
    await long.endpoint.dial('a', '+18005550199', new RingWriter(long.hearing.ring));
    await long.told(() => long.facts.some(({ type }) => type === 'answered'));
    const [call] = server.calls;
    if (call === undefined) throw new Error('the server saw no call');
    await call.acked();
    long.#call = call;
    long.#radio = new Radio(call.media);
    return long;
  }

  get call(): ServerCall {
    if (this.#call === undefined) throw new Error('no call yet');
    return this.#call;
  }

  get radio(): Radio {
    if (this.#radio === undefined) throw new Error('no call yet');
    return this.#radio;
  }

  get ends(): readonly LegEnd[] {
    return this.facts.flatMap((fact) => (fact.type === 'ended' ? [fact.end] : []));
  }

  /** Resolves once what was told fits. */
  told(fits: () => boolean): Promise<void> {
    return fits() ? Promise.resolve() : new Promise((done) => this.#waits.push({ fits, done }));
  }

  async lost(): Promise<LegEnd> {
    await this.told(() => this.ends.length > 0);
    return this.ends[0] as LegEnd;
  }

  /** Resolves when something new that the far side plays is heard. */
  hears(): Promise<void> {
    this.hearing.look();
    this.hearing.forget();
    const sound = this.radio.change();
    return this.hearing.until(() => this.hearing.has(sound));
  }

  /** Resolves when what we say arrives where the far side is. */
  async isHeard(): Promise<void> {
    const { packets } = this.radio.peer;
    const from = packets.length;
    const said = this.endpoint.say('a', new Int16Array(320).fill(8_000)).catch(() => undefined);
    await this.radio.peer.heard(() => packets.slice(from).some(({ payload }) => payload.some((byte) => byte < 0xf0)));
    await said;
  }

  /** The far side moves to another address with another key, and says so. */
  async move(method: 'INVITE' | 'UPDATE' = 'INVITE'): Promise<void> {
    const peer = await this.newPeer();
    const reply = await this.call.request(method, withSdp, peer.sdp);
    if (reply.status !== 200) return;
    this.radio.peer = peer;
    this.call.media = peer;
  }

  async newPeer(): Promise<MediaPeer> {
    const peer = await MediaPeer.open();
    this.#peers.push(peer);
    peer.hearSdp(this.call.invite.body);
    return peer;
  }

  /** A re-INVITE or UPDATE of the server with its audio as it is, or in that direction. */
  offer(direction = 'sendrecv', method = 'INVITE'): Promise<Msg> {
    return this.call.request(method, withSdp, this.call.media.sdpWith(direction));
  }

  /** The next re-INVITE of ours with proof or without. */
  reinvited(): Promise<Msg> {
    return this.server.next((m) => m.method === 'INVITE' && one(m, 'call-id') === this.call.id);
  }

  registered(): Promise<Msg> {
    return this.server.next((m) => m.method === 'REGISTER' && isProven(m));
  }

  async stop(): Promise<void> {
    this.#radio?.stop();
    this.registrar = 'works';
    this.names = 'work';
    await this.endpoint.stop();
    this.hearing.stop();
    for (const peer of this.#peers) if (peer !== this.#call?.media) peer.close();
    await this.server.stop();
  }

  readonly #lookup: LookupFunction = (hostname, options, callback) => {
    if (this.names === 'hang') return;
    if (this.names === 'fail' || hostname !== PROXY_NAME) {
      const error: NodeJS.ErrnoException = new Error('the name service does not know it');
      error.code = 'ENOTFOUND';
      callback(error, '');
    } else if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
}
