import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Exchange } from '../exchange/exchange.js';
import { transferBlind } from '../exchange/hand-over.js';
import type { Identity, Ring, Station } from '../exchange/party.js';
import { RtpLeg } from '../media/rtp-leg.js';
import type { Weather } from '../media/weather.js';
import { SipConnection } from './connection.js';
import { Dialog } from './dialog.js';
import { type Credentials, Digest } from './digest.js';
import { reply, type SipMessage, userOf } from './message.js';
import { Registrar } from './registrar.js';
import { readSdp } from './sdp.js';
import { SipLeg, type SipTimes } from './sip-leg.js';

/** A device that may register, with what its calls show of it. */
export interface SipAccount extends Credentials {
  readonly deviceId: string;
  readonly userName: string;
  readonly identity: Identity;
  readonly emergencyAddress: boolean;
}

export interface SipServerOptions {
  readonly certificate: { readonly key: string; readonly cert: string };
  readonly domain: string;
  readonly times: SipTimes;
  readonly accounts: readonly SipAccount[];
  readonly exchange: Exchange;
  readonly refuseRegister: boolean;
  readonly refuseDial: boolean;
  /** A re-INVITE that would bind a call to another connection is refused so. */
  readonly refuseReinvite?: 403 | 481;
  /** A call was bound to another connection. */
  readonly onRebound: (leg: SipLeg) => void;
  /** The connection of this call's line is gone, and nobody hung up. */
  readonly onLost: (leg: SipLeg) => void;
  /** A key reached the exchange on this leg. */
  readonly onKey: (leg: SipLeg, key: string) => void;
  /** True when this REFER is to be refused. */
  readonly refusesRefer: () => boolean;
  readonly onRefer: (sessionId: string) => void;
  readonly onRefreshed: (leg: SipLeg, by: 'server' | 'client') => void;
  /** Of the network all media travels through; fine when there is none. */
  readonly weather?: Weather;
}

/** Registrar and proxy: SIP over TLS on loopback, with the real service's oddities. */
export class SipServer {
  readonly #options: SipServerOptions;
  readonly #server: Server;
  readonly #digest: Digest;
  readonly #connections = new Set<SipConnection>();
  readonly #registrar: Registrar;
  readonly #legs = new Map<string, SipLeg>();
  readonly #rawByPort = new Map<number, Socket>();

  constructor(options: SipServerOptions) {
    this.#options = options;
    this.#digest = new Digest(options.domain);
    this.#registrar = new Registrar(this.#digest, options.accounts, options.refuseRegister);
    this.#server = createServer(options.certificate, (tls) => this.#connected(tls));
    this.#server.on('connection', (raw: Socket) => {
      const port = raw.remotePort ?? 0;
      this.#rawByPort.set(port, raw);
      raw.on('error', () => undefined);
      raw.on('close', () => this.#rawByPort.delete(port));
    });
    this.#server.on('tlsClientError', () => undefined);
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  online(deviceId: string): boolean {
    return this.#registrar.of(deviceId) !== undefined;
  }

  /** Calls a registered device with auto-answer headers; undefined when it is not there. */
  async callDevice(
    deviceId: string,
    callerNumber: string,
    settled: (leg: SipLeg, status: number) => void,
    autoAnswer = true,
  ): Promise<SipLeg | undefined> {
    const account = this.#options.accounts.find((candidate) => candidate.deviceId === deviceId);
    const registration = this.#registrar.of(deviceId);
    if (account === undefined || registration === undefined) return undefined;
    const { domain } = this.#options;
    const leg = await this.#newLeg(deviceId, registration.connection);
    const [caller, callee] = [`${callerNumber}@${domain}`, `${account.userName}@${domain}`];
    const invite = { caller, callee, target: registration.contact, autoAnswer };
    leg.inviteClient(invite, (status) => settled(leg, status));
    return leg;
  }

  /** The extension's softphone, by its newest registration; undefined when none is registered. */
  stationOf(extensionId: string): Station | undefined {
    const account = this.#options.accounts.find(({ identity }) => identity.extensionId === extensionId);
    if (account === undefined || !this.online(account.deviceId)) return undefined;
    return { ring: (ring) => this.#ringDevice(account.deviceId, ring) };
  }

  #ringDevice(deviceId: string, ring: Ring): () => void {
    let unwanted = false;
    const settled = (leg: SipLeg, status: number): void => {
      if (status >= 300) ring.refuse(status);
      else if (unwanted || !ring.accept(leg)) leg.end();
    };
    const number = ring.caller.phoneNumber ?? ring.caller.extensionNumber ?? 'anonymous';
    const ringing = this.callDevice(deviceId, number, settled, false);
    return () => {
      unwanted = true;
      void ringing.then((leg) => leg?.end());
    };
  }

  /** Resets the connection of this leg's line and silences its media: a line crash as the bot sees it. */
  crash(leg: SipLeg): void {
    for (const other of this.#legs.values()) if (other.connection === leg.connection) other.lost();
    leg.connection.reset();
  }

  #connected(tls: TLSSocket): void {
    const raw = this.#rawByPort.get(tls.remotePort ?? 0);
    const connection: SipConnection = new SipConnection(
      tls,
      raw,
      (request) => this.#request(connection, request),
      () => {
        this.#connections.delete(connection);
        this.#registrar.gone(connection);
        for (const leg of this.#legs.values()) {
          if (leg.connection === connection && !leg.over) this.#options.onLost(leg);
        }
      },
    );
    this.#connections.add(connection);
  }

  #request(connection: SipConnection, request: SipMessage): void {
    const leg = this.#legs.get(request.callId);
    if (request.method === 'REGISTER') this.#registrar.register(connection, request);
    else if (leg !== undefined && leg.connection !== connection) this.#fromElsewhere(connection, leg, request);
    else if (leg !== undefined) leg.handle(request);
    // With a tag it is meant for a dialog, and there is none.
    else if (request.method === 'INVITE' && !/;\s*tag=/i.test(request.header('to')))
      void this.#invite(connection, request);
    else if (request.method === 'OPTIONS') connection.send(reply(request, 200, 'practice'));
    else if (request.method !== 'ACK') connection.send(reply(request, 481, 'practice'));
  }

  /** After a reconnect only a re-INVITE by the same registered device binds a dialog to the new connection; all else is refused. */
  #fromElsewhere(connection: SipConnection, leg: SipLeg, request: SipMessage): void {
    if (request.method !== 'INVITE') {
      leg.refuse(request, connection, 481);
      return;
    }
    if (request.header('proxy-authorization') === '') {
      connection.send(reply(request, 407, 'practice', [['Proxy-Authenticate', this.#digest.challenge()]]));
      return;
    }
    const account = this.#digest.check(request, 'proxy-authorization', (id) => this.#registrar.account(id));
    const registered = this.#registrar.of(leg.deviceId)?.connection === connection;
    const { refuseReinvite } = this.#options;
    if (account?.deviceId !== leg.deviceId || !registered) leg.refuse(request, connection, 403);
    else if (refuseReinvite !== undefined) leg.refuse(request, connection, refuseReinvite);
    else {
      leg.rebind(request, connection);
      if (leg.connection === connection) this.#options.onRebound(leg);
    }
  }

  async #invite(connection: SipConnection, request: SipMessage): Promise<void> {
    if (request.header('proxy-authorization') === '') {
      connection.send(reply(request, 407, 'practice', [['Proxy-Authenticate', this.#digest.challenge()]]));
      return;
    }
    const account = this.#digest.check(request, 'proxy-authorization', (id) => this.#registrar.account(id));
    const refuse = (status: number): void => connection.send(reply(request, status, 'practice'));
    if (account === undefined || this.#options.refuseDial) {
      refuse(403);
      return;
    }
    connection.send(reply(request, 100, ''));
    if (!account.emergencyAddress || readSdp(request.body) === undefined) {
      refuse(account.emergencyAddress ? 488 : 486);
      return;
    }
    const leg = await this.#newLeg(account.deviceId, connection, request);
    leg.acceptSdp(request.body);
    this.#options.exchange.place(leg, account.identity, request.requestUser);
  }

  async #newLeg(deviceId: string, connection: SipConnection, invite?: SipMessage): Promise<SipLeg> {
    const { domain, times } = this.#options;
    for (const [callId, old] of this.#legs) if (old.over) this.#legs.delete(callId);
    const holder: { leg?: SipLeg } = {};
    const onKey = (key: string): void => {
      if (holder.leg !== undefined) this.#options.onKey(holder.leg, key);
    };
    const rtp = await RtpLeg.open(onKey, undefined, this.#options.weather);
    const events = {
      gone: (gone: SipLeg): void => {
        const found = this.#find(gone);
        if (found !== undefined) this.#options.exchange.hangUp(found.session, found.party, 'caller');
      },
      refer: (referring: SipLeg, refer: SipMessage): void => this.#refer(referring, refer),
      refreshed: this.#options.onRefreshed,
    };
    const leg = new SipLeg(deviceId, new Dialog(connection, domain, invite), rtp, times, events, invite);
    holder.leg = leg;
    this.#legs.set(leg.callId, leg);
    return leg;
  }

  #find(leg: SipLeg) {
    for (const session of this.#options.exchange.sessions()) {
      const party = session.parties.find((candidate) => candidate.leg === leg);
      if (party !== undefined) return { session, party };
    }
    return undefined;
  }

  /** REFER: 202, then NOTIFY as the target's phone goes. */
  #refer(leg: SipLeg, request: SipMessage): void {
    const found = this.#find(leg);
    const { exchange } = this.#options;
    const target = userOf(request.header('refer-to'));
    const route = exchange.route(target);
    if (found === undefined) {
      leg.answerRefer(request, 481);
      return;
    }
    this.#options.onRefer(found.session.id);
    if (this.#options.refusesRefer()) {
      leg.answerRefer(request, 403);
      return;
    }
    leg.answerRefer(request, 202);
    if (route === undefined) {
      leg.notify('SIP/2.0 404 Not Found', 'terminated;reason=noresource');
      return;
    }
    leg.notify('SIP/2.0 100 Trying', 'active;expires=60');
    leg.notify('SIP/2.0 200 OK', 'terminated;reason=noresource');
    exchange.after(200, () => {
      if (!found.session.over) transferBlind(exchange, found.session, found.party, route);
    });
  }
}
