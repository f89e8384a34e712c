import type { SipConnection } from './connection.js';
import { contactOf } from './dialog.js';
import type { Digest } from './digest.js';
import { reply, type SipMessage, userOf } from './message.js';
import type { SipAccount } from './server.js';

interface Registration {
  readonly connection: SipConnection;
  readonly contact: string;
}

/** Who is registered, and where. Several clients may share an account; only the latest is called. */
export class Registrar {
  readonly #registrations = new Map<string, Registration>();

  constructor(
    private readonly digest: Digest,
    private readonly accounts: readonly SipAccount[],
    private readonly refusesAll: boolean,
  ) {}

  account(authorizationId: string): SipAccount | undefined {
    return this.accounts.find((account) => account.authorizationId === authorizationId);
  }

  /** The newest registration of a device, while its connection is there. */
  of(deviceId: string): Registration | undefined {
    const registration = this.#registrations.get(deviceId);
    return registration?.connection.open ? registration : undefined;
  }

  /** Each REGISTER makes its sender the newest, a refresh too. */
  register(connection: SipConnection, request: SipMessage): void {
    connection.send(reply(request, 100, ''));
    if (request.header('authorization') === '') {
      connection.send(reply(request, 401, 'practice', [['WWW-Authenticate', this.digest.challenge()]]));
      return;
    }
    const account = this.digest.check(request, 'authorization', (id) => this.account(id));
    if (account === undefined || this.refusesAll || userOf(request.header('to')) !== account.userName) {
      connection.send(reply(request, 403, 'practice'));
      return;
    }
    const contact = contactOf(request);
    const expires = /expires=(\d+)/.exec(request.header('contact'))?.[1] ?? request.header('expires');
    if (expires === '0') this.#registrations.delete(account.deviceId);
    else this.#registrations.set(account.deviceId, { connection, contact });
    connection.send(reply(request, 200, 'practice', [['Contact', `<${contact}>;expires=60`]]));
  }

  gone(connection: SipConnection): void {
    for (const [device, registration] of this.#registrations)
      if (registration.connection === connection) this.#registrations.delete(device);
  }
}
