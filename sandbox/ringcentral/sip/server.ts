import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Exchange } from '../exchange/exchange.js';
import { transferBlind } from '../exchange/hand-over.js';
import type { Identity } from '../exchange/party.js';
import { RtpLeg } from '../media/rtp-leg.js';
import type { Weather } from '../media/weather.js';
import { SipConnection } from './connection.js';
import { contactOf, Dialog } from './dialog.js';
import { type Credentials, Digest } from './digest.js';
import { reply, type SipMessage, userOf } from './message.js';
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
  /** A key reached the exchange on this leg. */
  readonly onKey: (leg: SipLeg, key: string) => void;
  /** True when this REFER is to be refused. */
  readonly refusesRefer: () => boolean;
  readonly onRefer: (sessionId: string) => void;
  readonly onRefreshed: (leg: SipLeg, by: 'server' | 'client') => void;
  /** Of the network all media travels through; fine when there is none. */
  readonly weather?: Weather;
}

interface Registration {
  readonly connection: SipConnection;
  readonly contact: string;
}

/** Registrar and proxy: SIP over TLS on loopback, with the real service's oddities. */
export class SipServer {
  readonly #options: SipServerOptions;
  readonly #server: Server;
  readonly #digest: Digest;
  readonly #connections = new Set<SipConnection>();
  readonly #registrations = new Map<string, Registration>();
  readonly #legs = new Map<string, SipLeg>();
  readonly #rawByPort = new Map<number, Socket>();

  constructor(options: SipServerOptions) {
    this.#options = options;
    this.#digest = new Digest(options.domain);
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
    return this.#registrations.get(deviceId)?.connection.open ?? false;
  }

  /** Calls a registered device with auto-answer headers; undefined when it is not there. */
  async callDevice(
    deviceId: string,
    callerNumber: string,
    settled: (leg: SipLeg, status: number) => void,
  ): Promise<SipLeg | undefined> {
    const account = this.#options.accounts.find((candidate) => candidate.deviceId === deviceId);
    const registration = this.#registrations.get(deviceId);
    if (account === undefined || registration === undefined || !registration.connection.open) return undefined;
    const { domain } = this.#options;
    const leg = await this.#newLeg(registration.connection);
    leg.inviteClient(`${callerNumber}@${domain}`, `${account.userName}@${domain}`, registration.contact, (status) =>
      settled(leg, status),
    );
    return leg;
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
        for (const [device, registration] of this.#registrations)
          if (registration.connection === connection) this.#registrations.delete(device);
      },
    );
    this.#connections.add(connection);
  }

  #request(connection: SipConnection, request: SipMessage): void {
    const leg = this.#legs.get(request.callId);
    if (request.method === 'REGISTER') this.#register(connection, request);
    else if (leg !== undefined) leg.handle(request, connection);
    else if (request.method === 'INVITE') void this.#invite(connection, request);
    else if (request.method === 'OPTIONS') connection.send(reply(request, 200, 'practice'));
    else if (request.method !== 'ACK') connection.send(reply(request, 481, 'practice'));
  }

  #register(connection: SipConnection, request: SipMessage): void {
    if (request.header('authorization') === '') {
      connection.send(reply(request, 401, 'practice', [['WWW-Authenticate', this.#digest.challenge()]]));
      return;
    }
    const account = this.#digest.check(request, 'authorization', (id) => this.#account(id));
    if (account === undefined || this.#options.refuseRegister || userOf(request.header('to')) !== account.userName) {
      connection.send(reply(request, 403, 'practice'));
      return;
    }
    const contact = contactOf(request);
    const expires = /expires=(\d+)/.exec(request.header('contact'))?.[1] ?? request.header('expires');
    // Several clients may share an account; only the latest is called.
    if (expires === '0') this.#registrations.delete(account.deviceId);
    else this.#registrations.set(account.deviceId, { connection, contact });
    connection.send(reply(request, 200, 'practice', [['Contact', `<${contact}>;expires=60`]]));
  }

  async #invite(connection: SipConnection, request: SipMessage): Promise<void> {
    if (request.header('proxy-authorization') === '') {
      connection.send(reply(request, 407, 'practice', [['Proxy-Authenticate', this.#digest.challenge()]]));
      return;
    }
    const account = this.#digest.check(request, 'proxy-authorization', (id) => this.#account(id));
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
    const leg = await this.#newLeg(connection, request);
    leg.acceptSdp(request.body);
    this.#options.exchange.place(leg, account.identity, request.requestUser);
  }

  async #newLeg(connection: SipConnection, invite?: SipMessage): Promise<SipLeg> {
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
    const leg = new SipLeg(new Dialog(connection, domain, invite), rtp, times, events, invite);
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

  #account(authorizationId: string): SipAccount | undefined {
    return this.#options.accounts.find((account) => account.authorizationId === authorizationId);
  }
}
