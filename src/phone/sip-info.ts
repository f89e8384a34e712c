import type { Priority } from './budget.js';
import type { SipCredentials } from './line.js';
import { PhoneError } from './phone-error.js';
import { listOf, objectOf, textOf } from './readers.js';
import { type RestApi, segment } from './rest.js';

/** Reads the SIP credentials of a device. They are asked for when a line starts and kept nowhere. */
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
  const proxies = listOf(body.outboundProxies).map(objectOf);
  const proxy = proxies.map((row) => textOf(row.proxyTLS)).find((tls) => tls !== undefined);
  const domain = textOf(body.domain)?.replace(/:\d+$/, '');
  const [username, password, authorizationId] = [body.userName, body.password, body.authorizationId].map(textOf);
  if (!domain || !proxy || !username || !password || !authorizationId)
    throw new PhoneError({
      code: 'nonsense',
      what: 'RingCentral did not tell how the line’s phone signs in.',
      todo: 'Check in the Admin Portal under Phones & Devices that it is an “Existing Phone” and is set up.',
      retryable: false,
    });
  return { domain, proxy, username, password, authorizationId };
}
