import { describe, expect, it } from 'vitest';
import { comesFrom } from '../../../../../src/phone/softphone/sip/calls/expected-caller.js';
import type { SipRequest } from '../../../../../src/phone/softphone/sip/message/message.js';

const expected = { number: '+12025550142', sessionId: 's-1' };

function inviteFrom(from: string): SipRequest {
  const headers = [{ name: 'From', value: from }];
  return { kind: 'request', method: 'INVITE', uri: 'sip:line@h', headers, body: '' };
}

describe('a call that is expected', () => {
  it.each([
    '<sip:+12025550142@h>;tag=a',
    '<sip:2025550142@h>;tag=a',
    '<sips:+12025550142@h:5096;transport=tls>;tag=a',
    '<tel:+12025550142>;tag=a',
    '<tel:+1-202-555-0142;phone-context=h>;tag=a',
    '<sip:+12025550142;npdi@h>;tag=a',
    '<sip:%2B12025550142@h>;tag=a',
    'sip:+12025550142@h;tag=a',
    '"IRS \\"help\\" <sip:9@x>" <sip:+12025550142@h>;tag=a',
  ])('is known by its number in %s', (from) => {
    expect(comesFrom(inviteFrom(from), expected)).toBe(true);
  });

  it.each([
    '"sip:+12025550142@x" <sip:+12025550199@h>;tag=a',
    '"<sip:+12025550142@x>" <sip:+12025550199@h>;tag=a',
    '+12025550142 <sip:anonymous@h>;tag=a',
    '<sip:5550142@h>;tag=a',
    '<sip:anonymous@2025550142>;tag=a',
    '',
  ])('is not made of %s', (from) => {
    expect(comesFrom(inviteFrom(from), expected)).toBe(false);
  });

  it('is known by the short number of its extension as a whole, never by a display name', () => {
    const colleague = { ...expected, extensionNumber: '101' };
    expect(comesFrom(inviteFrom('"Ann" <sip:101@104.245.57.165>;tag=a'), colleague)).toBe(true);
    for (const from of ['<sip:1101@h>', '<sip:1012@h>', '"101" <sip:102@h>', '"sip:101@h" <sip:102@h>', '<sip:x101@h>'])
      expect(comesFrom(inviteFrom(`${from};tag=a`), colleague), from).toBe(false);
    expect(comesFrom(inviteFrom('<sip:101@h>;tag=a'), expected)).toBe(false);
    expect(comesFrom(inviteFrom('<sip:anonymous@h>;tag=a'), { ...expected, extensionNumber: '' })).toBe(false);
  });

  it('is not looked for in a From that is longer than any address', () => {
    const long = `"${'a'.repeat(2_000)}" <sip:+12025550142@h>;tag=a`;
    expect(comesFrom(inviteFrom(long), expected)).toBe(false);
  });
});
