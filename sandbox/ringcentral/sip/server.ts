import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Beliefs } from '../beliefs.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Identity, Ring, Station } from '../exchange/party.js';
import type { HandOverRefusals } from '../faults.js';
import { RtpLeg } from '../media/rtp-leg.js';
import type { Weather } from '../media/weather.js';
import { SipConnection } from './connection.js';
import { type DeviceCall, deviceInvite } from './device-invite.js';
import { Dialog } from './dialog.js';
import { type Credentials, Digest } from './digest.js';
import { reply, type SipMessage } from './message.js';
import { ProxyPort, type Region } from './proxies.js';
import { Referrals } from './referrals.js';
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
  readonly beliefs: Beliefs;
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
  readonly refusals: HandOverRefusals;
  readonly onRefer: (sessionId: string, way: 'refer' | 'replaces') => void;
  readonly onRefreshed: (leg: SipLeg, by: 'server' | 'client') => void;
  /** Of the network all media travels through; fine when there is none. */
  readonly weather?: Weather;
}

/** How a device is called. */
export interface DeviceCallOptions {
  /** With the headers that ask the device to answer automatically. */
  readonly autoAnswer?: boolean;
  readonly withoutOffer?: boolean;
}

/** Registrar and proxies: SIP over TLS on loopback, with the real service's oddities. */
export class SipServer {
  readonly #options: SipServerOptions;
  readonly #digest: Digest;
  readonly #connections = new Set<SipConnection>();
  readonly #registrar: Registrar;
  readonly #legs = new Map<string, SipLeg>();
  readonly #referrals: Referrals;
  readonly #ports: ProxyPort[] = [];

  constructor(options: SipServerOptions) {
    this.#options = options;
    this.#digest = new Digest(options.domain);
    this.#registrar = new Registrar(this.#digest, options.accounts, options.refuseRegister);
    this.#referrals = new Referrals({
      ...options,
      replaces: options.beliefs.replaces,
      named: (dialog) => [...this.#legs.values()].find((leg) => leg.isNamedBy(dialog)),
      callOf: (leg) => this.#find(leg),
    });
  }

  /** Opens a proxy for each region, all of this one server; `dead` ones take connections and say nothing. */
  async start(
    regions: readonly Region[],
    dead: readonly Region[],
  ): Promise<readonly { readonly region: Region; readonly port: number }[]> {
    return Promise.all(
      regions.map(async (region) => {
        const { certificate } = this.#options;
        const proxy = dead.includes(region)
          ? ProxyPort.dead()
          : ProxyPort.tls(certificate, (tls, raw) => this.#connected(tls, raw));
        this.#ports.push(proxy);
        return { region, port: await proxy.listen() };
      }),
    );
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await Promise.all(this.#ports.map((port) => port.close()));
  }

  online(deviceId: string): boolean {
    return this.#registrar.of(deviceId) !== undefined;
  }

  /** Calls a registered device by its newest registration; undefined when it is not there. */
  async callDevice(
    deviceId: string,
    caller: Identity,
    settled: (leg: SipLeg, status: number) => void,
    { autoAnswer = false, withoutOffer = false }: DeviceCallOptions = {},
  ): Promise<SipLeg | undefined> {
    const account = this.#options.accounts.find((candidate) => candidate.deviceId === deviceId);
    const registration = this.#registrar.of(deviceId);
    if (account === undefined || registration === undefined) return undefined;
    const { domain, beliefs } = this.#options;
    const leg = await this.#newLeg(deviceId, registration.connection);
    const call: DeviceCall = {
      ...{ caller, domain, autoAnswer, withoutOffer },
      number: account.userName,
      contact: registration.contact,
      seenAt: `127.0.0.1:${registration.connection.clientPort}`,
    };
    const compose = (contact: string, media: RtpLeg) => deviceInvite(beliefs.inboundInvite, call, contact, media);
    leg.inviteClient(compose, (status) => settled(leg, status));
    return leg;
  }

  /** The extension's softphone, by its newest registration; undefined when none is registered. */
  stationOf(extensionId: string): Station | undefined {
    const account = this.#options.accounts.find(({ identity }) => identity.extensionId === extensionId);
    if (account === undefined || !this.online(account.deviceId)) return undefined;
    return { ring: (ring) => this.#ringDevice(account, ring) };
  }

  #ringDevice({ deviceId, identity }: SipAccount, ring: Ring): () => void {
    let unwanted = false;
    const settled = (leg: SipLeg, status: number): void => {
      if (status >= 300) ring.refuse(status);
      else if (unwanted || !ring.accept(leg, identity)) leg.end();
    };
    const withoutOffer = ring.throughQueue ?? false;
    const ringing = this.callDevice(deviceId, ring.caller, settled, { withoutOffer });
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

  #connected(tls: TLSSocket, raw: Socket | undefined): void {
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

  /** After a reconnect only a re-INVITE by the same registered device binds a dialog to the new connection; everything else is refused. */
  #fromElsewhere(connection: SipConnection, leg: SipLeg, request: SipMessage): void {
    if (request.method !== 'INVITE') {
      leg.refuse(request, connection, 481);
      return;
    }
    const { refuseReinvite, beliefs } = this.#options;
    if (beliefs.challengesInDialog) {
      const account = this.#proven(connection, request);
      if (account === 'challenged') return;
      if (account?.deviceId !== leg.deviceId) {
        leg.refuse(request, connection, 403);
        return;
      }
    }
    const registered = this.#registrar.of(leg.deviceId)?.connection === connection;
    if (!registered) leg.refuse(request, connection, 403);
    else if (refuseReinvite !== undefined) leg.refuse(request, connection, refuseReinvite);
    else {
      leg.rebind(request, connection);
      if (leg.connection === connection) this.#options.onRebound(leg);
    }
  }

  /** Who signed the request; an unsigned one is challenged. */
  #proven(connection: SipConnection, request: SipMessage): SipAccount | 'challenged' | undefined {
    connection.send(reply(request, 100, ''));
    if (request.header('proxy-authorization') !== '')
      return this.#digest.check(request, 'proxy-authorization', (id) => this.#registrar.account(id));
    connection.send(reply(request, 407, 'practice', [['Proxy-Authenticate', this.#digest.challenge()]]));
    return 'challenged';
  }

  async #invite(connection: SipConnection, request: SipMessage): Promise<void> {
    const account = this.#proven(connection, request);
    if (account === 'challenged') return;
    if (account === undefined || this.#options.refuseDial) {
      connection.send(reply(request, 403, 'practice'));
      return;
    }
    if (readSdp(request.body) === undefined) {
      connection.send(reply(request, 488, 'practice'));
      return;
    }
    const leg = await this.#newLeg(account.deviceId, connection, request);
    leg.acceptSdp(request.body);
    this.#options.exchange.place(leg, account.identity, request.requestUser, account.emergencyAddress);
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
      refer: (referring: SipLeg, refer: SipMessage): void => this.#referrals.take(referring, refer),
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
}
