import { uriOf } from '../message/address.js';
import { hostAndPort } from '../message/host-and-port.js';
import { type DialogForm, proxiesOf, type SipCredentials } from '../softphone.js';

/** The far side of a dialog: its contact, its address with tag (our To), and the route to it. */
interface FarSide {
  readonly target: string;
  readonly remote: string;
  readonly routes: readonly string[];
}

interface NearSide {
  readonly credentials: Pick<SipCredentials, 'domain' | 'username' | 'proxy' | 'proxies'>;
  /** `host:port` of the proxy we are connected to. */
  readonly proxy: string;
}

export interface Addressed {
  readonly uri: string;
  readonly routes: readonly string[];
}

/** Where a request within a dialog goes, in either form: its Request-URI and Route headers. */
export function addressed(form: DialogForm, method: string, far: FarSide, near: NearSide): Addressed {
  const { credentials, proxy } = near;
  if (form === 'standard') return { uri: far.target, routes: far.routes.map((route) => overOurProxy(route, near)) };
  if (method === 'BYE') return { uri: `sip:${credentials.domain}`, routes: [] };
  if (method === 'REFER') return { uri: `sip:${credentials.username}@${proxy};transport=tls`, routes: [] };
  return { uri: uriOf(far.remote), routes: [] };
}

/** A dialog that began over another of the line's proxies continues over the connected one, since the other may be dead. */
function overOurProxy(route: string, { credentials, proxy }: NearSide): string {
  const address = /^sips?:(?:[^@;>]*@)?([^;?]+)/i.exec(uriOf(route))?.[1]?.toLowerCase();
  if (address === undefined) return route;
  const isAProxy = proxiesOf(credentials).some((one) => same(one.address, address));
  return isAProxy && !same(proxy, address) ? `<sip:${proxy};transport=tls;lr>` : route;
}

function same(one: string, other: string): boolean {
  const [a, b] = [hostAndPort(one), hostAndPort(other)];
  return a.host === b.host && a.port === b.port;
}
