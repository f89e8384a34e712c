import type { Account } from '../account.js';
import type { Exchange } from '../exchange/exchange.js';
import type { CallerLeg, Identity, Route } from '../exchange/party.js';
import type { Session } from '../exchange/session.js';
import { DEAF_AND_DUMB } from '../media/frame.js';
import type { SipServer } from '../sip/server.js';
import { ApiError, invalidParameter, notFound } from './api-error.js';
import { callOutBody, read } from './bodies.js';
import { sessionView } from './call-views.js';
import type { Handlers } from './handler.js';

export interface CallOutOptions {
  readonly account: Account;
  readonly exchange: Exchange;
  readonly sip: SipServer;
  readonly numberAllowed: boolean;
  readonly identityOfDevice: (deviceId: string) => Identity | undefined;
}

/** A caller without a phone of ours: nobody hears the call. */
const deafLeg = (): CallerLeg => ({
  kind: 'deaf',
  audio: DEAF_AND_DUMB,
  end: () => undefined,
  progress: () => undefined,
  answered: () => undefined,
  failed: () => undefined,
});

/** Call-out: the service first calls the caller's device, which answers automatically, then the target. */
export function callOutHandlers({ account, exchange, sip, numberAllowed, identityOfDevice }: CallOutOptions): Handlers {
  const target = (to: { phoneNumber?: string | undefined; extensionNumber?: string | undefined }): Route => {
    const digits = to.phoneNumber ?? to.extensionNumber;
    const name = to.phoneNumber === undefined ? 'to.extensionNumber' : 'to.phoneNumber';
    const route = digits === undefined ? undefined : exchange.route(digits);
    if (route === undefined) throw invalidParameter(name, digits);
    return route;
  };
  const fromNumber = (phoneNumber: string, route: Route): Session => {
    const owner = account.extensions.find((one) => one.directNumber === phoneNumber && one.status === 'Enabled');
    if (!numberAllowed || owner === undefined) throw invalidParameter('phoneNumber', phoneNumber);
    const { id, extensionNumber, name } = owner;
    const session = exchange.open({ phoneNumber, extensionId: id, extensionNumber, name }, route);
    const mine = session.parties[0];
    if (mine !== undefined)
      exchange.after(100, () => !session.over && exchange.dialFrom(session, mine, deafLeg(), route));
    return session;
  };
  const fromDevice = async (deviceId: string, route: Route): Promise<Session> => {
    const identity = identityOfDevice(deviceId);
    if (identity === undefined) throw notFound('deviceId', deviceId, 400);
    const session = exchange.open(identity, route);
    const mine = session.parties[0];
    if (mine === undefined) return session;
    const settled = (answered: CallerLeg, status: number): void => {
      mine.stopRinging = undefined;
      if (session.over) return;
      if (status < 300) exchange.dialFrom(session, mine, answered, route);
      else exchange.drop(session, 'nobody-answered');
    };
    const leg = await sip.callDevice(deviceId, route.to, settled, { autoAnswer: true });
    // What an offline device gives is not recorded anywhere: here the session appears and is gone at once.
    if (leg === undefined) exchange.after(100, () => exchange.drop(session, 'network'));
    else mine.stopRinging = () => leg.end();
    return session;
  };
  return {
    callOut: async (request) => {
      const { from, to } = read(callOutBody, request.raw);
      const route = target(to);
      if (from.extensionNumber !== undefined) throw invalidParameter('extensionNumber', from.extensionNumber);
      if (from.extensionId !== undefined) throw new ApiError(403, 'CMN-109', 'Feature is not available');
      if (from.phoneNumber !== undefined)
        return { status: 201, body: { session: sessionView(fromNumber(from.phoneNumber, route)) } };
      if (from.deviceId === undefined) throw invalidParameter('from');
      return { status: 201, body: { session: sessionView(await fromDevice(from.deviceId, route)) } };
    },
  };
}
