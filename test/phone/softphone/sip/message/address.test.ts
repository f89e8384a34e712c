import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterOf, splitAddresses, tagOf, uriOf } from '../../../../../src/phone/softphone/sip/message/address.js';

const name = fc.string({ maxLength: 20 }).map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
const uri = fc.stringMatching(/^sip:[a-z0-9]{1,8}@[a-z.]{1,8}(;[a-z]{1,4}=[a-z0-9]{1,4})?$/);

describe('addresses in SIP headers', () => {
  it('are read whatever the quoted name holds', () => {
    fc.assert(
      fc.property(name, uri, fc.stringMatching(/^[a-f0-9]{1,8}$/), (shown, address, tag) => {
        const whole = `${shown} <${address}>;x="a;tag=no";tag=${tag}`;
        expect(uriOf(whole)).toBe(address);
        expect(tagOf(whole)).toBe(tag);
        expect(splitAddresses(`${whole}, <sip:b;lr>`)).toEqual([whole, '<sip:b;lr>']);
      }),
    );
  });

  it.each([
    ['sip:a@b;tag=1', 'sip:a@b', '1'],
    ['<sip:a@b;tag=inner>', 'sip:a@b;tag=inner', undefined],
    ['A B <sip:a@b> ; TAG = 7', 'sip:a@b', '7'],
    ['"quo\\"te, <x>" <sip:a@b>;tag=2', 'sip:a@b', '2'],
    ['tel:+12025550100;phone-context=x', 'tel:+12025550100', undefined],
    ['<sip:never closed', '', undefined],
    ['"never closed', '', undefined],
    ['', '', undefined],
  ])('%s', (text, address, tag) => {
    expect(uriOf(text)).toBe(address);
    expect(tagOf(text)).toBe(tag);
  });

  it('keep a parameter without a value apart from one that is not there', () => {
    expect(parameterOf('<sip:a;lr>;ob', 'ob')).toBe('');
    expect(parameterOf('<sip:a;lr>;ob', 'lr')).toBeUndefined();
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '<', '>', ',', ';', '=', 'a', ' ') }), (text) => {
        uriOf(text);
        parameterOf(text, 'a');
        expect(splitAddresses(text).every((part) => part !== '')).toBe(true);
      }),
    );
  });
});
