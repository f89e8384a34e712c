import type { Priority } from '../api/budget.js';
import { PhoneError } from '../api/phone-error.js';
import { listOf, objectOf, textOf } from '../api/readers.js';
import type { SipCredentials, SipProxy } from '../softphone/sip/softphone.js';
import { type RestApi, segment } from './rest.js';

/** RingCentral has a proxy for each of four regions; anything beyond this many is ignored. */
const MOST_PROXIES = 8;

/** Reads a device's SIP credentials. They are read whenever a line starts and stored nowhere. */
export async function readSipCredentials(rest: RestApi, deviceId: string, priority: Priority): Promise<SipCredentials> {
  const body = objectOf(
    await rest.send({
      method: 'GET',
      path: `/restapi/v1.0/account/~/device/${segment(deviceId)}/sip-info`,
      group: 'light',
      priority,
      doing: 'to tell how the line’s phone signs in',
    }),
  );
  const proxies = tlsProxies(body.outboundProxies);
  const proxy = proxies[0]?.address;
  const domain = textOf(body.domain)?.replace(/:\d+$/, '');
  const [username, password, authorizationId] = [body.userName, body.password, body.authorizationId].map(textOf);
  if (!domain || proxy === undefined || !username || !password || !authorizationId)
    throw new PhoneError({
      code: 'nonsense',
      what: 'RingCentral did not say how the line’s phone signs in.',
      todo: 'Check in the Admin Portal under Phones & Devices that it is an “Existing Phone” and is set up.',
      retryable: false,
    });
  return { domain, proxy, proxies, username, password, authorizationId };
}

/** The proxies that speak TLS, each once. RingCentral is known to write host names in capitals. */
function tlsProxies(list: unknown): readonly SipProxy[] {
  const found = new Map<string, SipProxy>();
  for (const row of listOf(list).map(objectOf)) {
    const address = textOf(row.proxyTLS)?.trim().toLowerCase();
    if (address === undefined || !isHostAndPort(address) || found.has(address)) continue;
    const region = textOf(row.region)?.trim();
    found.set(address, { address, ...(region && { region }) });
    if (found.size === MOST_PROXIES) break;
  }
  return [...found.values()];
}

function isHostAndPort(address: string): boolean {
  const match = /^[a-z0-9][a-z0-9.-]*(?::(\d{1,5}))?$/.exec(address);
  return match !== null && (match[1] === undefined || (Number(match[1]) > 0 && Number(match[1]) < 65_536));
}
