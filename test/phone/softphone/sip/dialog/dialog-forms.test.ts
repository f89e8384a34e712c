import { describe, expect, it } from 'vitest';
import { addressed } from '../../../../../src/phone/softphone/sip/dialog/dialog-forms.js';

describe('where a request within a call goes', () => {
  const far = {
    target: 'sip:far@192.0.2.1:5096;transport=tls',
    remote: '"Agent" <sip:18005550199@sip.example.com>;tag=far',
    routes: ['<sip:SIP20.example.com:5096;lr>', '<sip:core.example.com;lr>'],
  };
  const [first, second] = ['sip20.example.com:5096', 'sip40.example.com:5096'] as const;
  const proxies = [{ address: first }, { address: second }];
  const credentials = { domain: 'sip.example.com', username: '101', proxy: first, proxies };
  const near = (proxy: string) => ({ credentials, proxy });

  it('by the standard: to the contact, along the route set, whose part that was our proxy is the present one', () => {
    expect(addressed('standard', 'BYE', far, near('sip20.example.com:5096'))).toEqual({
      uri: far.target,
      routes: far.routes,
    });
    expect(addressed('standard', 'INVITE', far, near('sip40.example.com:5096')).routes).toEqual([
      '<sip:sip40.example.com:5096;transport=tls;lr>',
      '<sip:core.example.com;lr>',
    ]);
  });

  it.each([
    ['INVITE', 'sip:18005550199@sip.example.com'],
    ['ACK', 'sip:18005550199@sip.example.com'],
    ['BYE', 'sip:sip.example.com'],
    ['REFER', 'sip:101@sip40.example.com:5096;transport=tls'],
  ])('in the plain form, %s: to %s without a route', (method, uri) => {
    expect(addressed('plain', method, far, near('sip40.example.com:5096'))).toEqual({ uri, routes: [] });
  });
});
