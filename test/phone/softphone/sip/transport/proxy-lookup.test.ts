import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ProxyLookup } from '../../../../../src/phone/softphone/sip/transport/proxy-lookup.js';

const refusing: LookupFunction = (_name, _options, callback) => callback(new Error('ENOTFOUND'), '');
const silent: LookupFunction = () => undefined;

const NAME = 'proxy.practice.example';

function find(lookup: ProxyLookup, all = false, name = NAME): Promise<unknown> {
  return new Promise((resolve, reject) => {
    lookup.find(name, { all }, (error, address) => (error === null ? resolve(address) : reject(error)));
  });
}

describe('the address of a proxy that is named', () => {
  it('is the name service’s while that answers, a new one included', async () => {
    let address = '192.0.2.1';
    const lookup = new ProxyLookup(1_000, (_name, _options, callback) => callback(null, address, 4));
    expect(await find(lookup)).toBe('192.0.2.1');
    lookup.worked(NAME, '192.0.2.1');
    address = '192.0.2.2';
    expect(await find(lookup)).toBe('192.0.2.2');
  });

  it('is the one that worked when it fails or is silent, in the form that was asked for', async () => {
    for (const broken of [refusing, silent]) {
      const lookup = new ProxyLookup(10, broken);
      lookup.worked(NAME, '192.0.2.1');
      expect(await find(lookup)).toBe('192.0.2.1');
      expect(await find(lookup, true)).toEqual([{ address: '192.0.2.1', family: 4 }]);
    }
  });

  it('is unknown when none has worked yet, though another proxy’s has', async () => {
    const lookup = new ProxyLookup(10, refusing);
    lookup.worked('other.practice.example', '192.0.2.1');
    await expect(find(lookup)).rejects.toThrow('ENOTFOUND');
  });
});
