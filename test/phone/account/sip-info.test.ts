import { describe, expect, it } from 'vitest';
import type { RestApi } from '../../../src/phone/account/rest.js';
import { readSipCredentials } from '../../../src/phone/account/sip-info.js';
import { proxiesOf } from '../../../src/phone/softphone/sip/softphone.js';

const complete = { domain: 'sip.example.com:5060', userName: '12025550101', password: 'pw', authorizationId: '8025' };
const tls = (region: string | undefined, proxyTLS: unknown) => ({ region, proxy: 'sip1.example.com:5090', proxyTLS });

function read(outboundProxies: unknown) {
  const rest = { send: async () => ({ ...complete, outboundProxies }) } as unknown as RestApi;
  return readSipCredentials(rest, '802500201', 'normal');
}

describe('the SIP credentials of a device', () => {
  it('have all proxies that speak TLS, in the order of the list, names in small letters, each once', async () => {
    const list = [
      tls('EMEA', 'sip40.example.com:5096'),
      { region: 'NA', proxy: 'sip20.example.com:5090' },
      tls('APAC', 'SIP71.Example.com:5096'),
      tls('NA', 'sip20.example.com:5096'),
      tls('NA', 'sip20.example.com:5096'),
      tls(undefined, 'sip80.example.com:5096'),
    ];
    expect(await read(list)).toEqual({
      domain: 'sip.example.com',
      username: '12025550101',
      password: 'pw',
      authorizationId: '8025',
      proxy: 'sip40.example.com:5096',
      proxies: [
        { address: 'sip40.example.com:5096', region: 'EMEA' },
        { address: 'sip71.example.com:5096', region: 'APAC' },
        { address: 'sip20.example.com:5096', region: 'NA' },
        { address: 'sip80.example.com:5096' },
      ],
    });
  });

  it('have no more than eight of them, and none that is no address', async () => {
    const many = Array.from({ length: 50 }, (_, i) => tls('NA', `sip${i}.example.com:5096`));
    const odd = ['sip.example.com:0', 'sip.example.com:70000', 'user@sip.example.com', 'sip example.com', '', 7, null];
    const credentials = await read([...odd.map((one) => tls('NA', one)), ...many]);
    expect(proxiesOf(credentials).map(({ address }) => address)).toEqual(
      many.slice(0, 8).map(({ proxyTLS }) => proxyTLS),
    );
  });

  it.each([[undefined], [[]], [[tls('NA', undefined)]], ['sip20.example.com:5096']])(
    'are not complete with a list like %j',
    async (list) => {
      await expect(read(list)).rejects.toMatchObject({ code: 'nonsense' });
    },
  );
});
