import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterOf, uriOf } from '../../../../../src/phone/softphone/sip/message/address.js';
import { FramingError, SipFramer } from '../../../../../src/phone/softphone/sip/message/framing.js';
import {
  cseqOf,
  header,
  headers,
  parseHead,
  type SipMessage,
  serialize,
} from '../../../../../src/phone/softphone/sip/message/message.js';

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/).filter((name) => !/^(l|content-length)$/i.test(name));
const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/);
const body = fc.string({ unit: 'grapheme', maxLength: 60 });
const fields = fc.array(fc.record({ name: word, value }), { maxLength: 8 });
const message: fc.Arbitrary<SipMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('request' as const),
    method: fc.constantFrom('INVITE', 'BYE', 'NOTIFY'),
    uri: fc.constantFrom('sip:a@b', 'sip:1;x=y'),
    headers: fields,
    body,
  }),
  fc.record({
    kind: fc.constant('response' as const),
    status: fc.integer({ min: 100, max: 699 }),
    reason: fc.constantFrom('OK', 'Not Here', ''),
    headers: fields,
    body,
  }),
);

function essence(one: SipMessage) {
  return { ...one, headers: one.headers.filter(({ name }) => !/^(l|content-length)$/i.test(name)) };
}

describe('SIP messages', () => {
  it('come back from the wire as they were, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(400), { maxLength: 20 }),
        (sent, cuts) => {
          const bytes = Buffer.from(sent.map(serialize).join(''));
          const framer = new SipFramer();
          const edges = [...new Set([0, ...cuts.filter((at) => at < bytes.length), bytes.length])].sort(
            (a, b) => a - b,
          );
          const got = edges.slice(1).flatMap((end, i) => framer.push(bytes.subarray(edges[i], end)));
          expect(got.map(essence)).toEqual(sent.map(essence));
        },
      ),
    );
  });

  it('never throw on anything but what cannot be SIP, and then say so', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (chunks) => {
        const framer = new SipFramer();
        try {
          for (const chunk of chunks) framer.push(Buffer.from(chunk));
        } catch (error) {
          expect(error).toBeInstanceOf(FramingError);
        }
      }),
    );
  });

  it('refuse line breaks in any header', () => {
    const request: SipMessage = { kind: 'request', method: 'INVITE', uri: 'sip:a', headers: [], body: '' };
    fc.assert(
      fc.property(fc.constantFrom('\r', '\n', '\r\n', '\0'), value, value, (breaking, before, after) => {
        const evil = `${before}${breaking}${after}`;
        expect(() => serialize({ ...request, headers: [{ name: 'X', value: evil }] })).toThrow();
        expect(() => serialize({ ...request, uri: evil })).toThrow();
      }),
    );
  });

  it('are read with short names, any case, folded lines and values with colons', () => {
    const text =
      'SIP/2.0 183 Session Progress\r\ni: 1\r\nVIA: SIP/2.0/TLS a: b\r\nv:second\r\nf: "A: B"\r\n <sip:a@b>;tag=9\r\ncseq:  7   INVITE';
    const read = parseHead(text) as SipMessage;
    expect(header(read, 'Call-ID')).toBe('1');
    expect(headers(read, 'via')).toEqual(['SIP/2.0/TLS a: b', 'second']);
    expect(uriOf(header(read, 'From') ?? '')).toBe('sip:a@b');
    expect(parameterOf(header(read, 'From') ?? '', 'TAG')).toBe('9');
    expect(cseqOf(read)).toEqual({ number: 7, method: 'INVITE' });
  });

  it('are found behind keep-alives, rubbish and bodies of unstated length', () => {
    const framer = new SipFramer();
    const got = framer.push(
      Buffer.from(
        '\r\n\r\nrubbish\r\nSIP/2.0 183 A\r\nContent-Type: application/sdp\r\n\r\nv=0\r\ns=-\r\nSIP/2.0 200 B\r\n\r\nBYE sip:x SIP/2.0\r\nl: 2\r\n\r\nhi',
      ),
    );
    expect(got.map((one) => [one.kind === 'response' ? one.status : one.method, one.body])).toEqual([
      [183, 'v=0\r\ns=-\r\n'],
      [200, ''],
      ['BYE', 'hi'],
    ]);
    expect(framer.takePings()).toBe(1);
  });

  it.each([
    ['a bare CR', 'From: "a\rb" <sip:a@b>'],
    ['a NUL', 'From: "a\0b" <sip:a@b>'],
    ['a header beyond all reason', `From: ${'<'.repeat(9_000)}`],
  ])('are dropped with %s in them, and the next one is read', (_, odd) => {
    const bytes = Buffer.from(`INVITE sip:x SIP/2.0\r\n${odd}\r\nl: 2\r\n\r\nhiBYE sip:x SIP/2.0\r\nl: 0\r\n\r\n`);
    expect(new SipFramer().push(bytes).map((one) => one.kind === 'request' && one.method)).toEqual(['BYE']);
  });

  it('are given up on when a head or body has no end', () => {
    expect(() => new SipFramer().push(Buffer.from(`BYE sip:x SIP/2.0\r\n${'a: b\r\n'.repeat(20_000)}`))).toThrow(
      FramingError,
    );
    expect(() => new SipFramer().push(Buffer.from('BYE sip:x SIP/2.0\r\nl: 300000\r\n\r\n'))).toThrow(FramingError);
  });
});
