import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialedUser } from '../../../../../src/phone/softphone/sip/calls/dialed.js';
import { endOfStatus } from '../../../../../src/phone/softphone/sip/dialog/endings.js';
import { keyFrames } from '../../../../../src/phone/softphone/sip/media/dtmf.js';
import { decodeUlaw, encodeUlaw, encodeUlawSample } from '../../../../../src/phone/softphone/sip/media/g711.js';
import { Outgoing } from '../../../../../src/phone/softphone/sip/media/outgoing.js';
import { buildSdp, parseSdp } from '../../../../../src/phone/softphone/sip/media/sdp.js';
import { authorization, parseChallenge } from '../../../../../src/phone/softphone/sip/message/digest.js';
import { hostAndPort } from '../../../../../src/phone/softphone/sip/message/host-and-port.js';
import { sessionTerms } from '../../../../../src/phone/softphone/sip/message/session-timer.js';

describe('digest', () => {
  const from = (challenge: string) => {
    const read = parseChallenge(challenge);
    if (read === undefined) throw new Error('no challenge');
    return {
      challenge: read,
      authorizationId: 'Mufasa',
      password: 'Circle Of Life',
      realm: 'testrealm@host.com',
      method: 'GET',
      uri: '/dir/index.html',
      body: 'v=0',
      cnonce: '0a4f113b',
    };
  };
  const challenge =
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';

  it('matches the example of RFC 2617 §3.5', () => {
    const value = authorization(from(challenge));
    expect(value).toContain('response="6629fae49393a05397450978507c4ef1"');
    expect(value).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"');
    expect(value).not.toContain('Circle');
  });

  it('matches RFC 2069 without qop, reads bare and escaped values, and refuses what it does not know', () => {
    const bare = authorization(from('digest nonce=dcd98b7102dd2f0e8b11d0f600bfb0c093,realm="a\\"b"'));
    expect(bare).toContain('response="670fd8c2df070c60b045671b8b24ff02"');
    expect(parseChallenge('Digest nonce=n, realm="a\\"b, c"')?.realm).toBe('a"b, c');
    expect(parseChallenge('Basic realm="x"')).toBeUndefined();
    expect(parseChallenge('Digest realm="x"')).toBeUndefined();
    expect(authorization(from('Digest nonce="n", algorithm=SHA-512-256'))).toBeUndefined();
    expect(authorization(from('Digest nonce="n", qop="auth-conf"'))).toBeUndefined();
  });

  it.each([
    ['auth-int', 'MD5', 'qop="auth-int"'],
    ['a session key', 'MD5-sess', 'algorithm=MD5-sess, qop="auth"'],
    ['a session key and auth-int', 'SHA-256-sess', 'algorithm=SHA-256-sess, qop="auth-int"'],
  ])('proves what RFC 7616 §3.4 asks for with %s', (_case, algorithm, asked) => {
    const hash = algorithm.startsWith('SHA') ? 'sha256' : 'md5';
    const h = (...parts: readonly string[]) => createHash(hash).update(parts.join(':')).digest('hex');
    const person = h('Mufasa', 'testrealm@host.com', 'Circle Of Life');
    const a1 = algorithm.endsWith('sess') ? h(person, 'n', '0a4f113b') : person;
    const qop = asked.includes('auth-int') ? 'auth-int' : 'auth';
    const a2 = qop === 'auth-int' ? h('GET', '/dir/index.html', h('v=0')) : h('GET', '/dir/index.html');
    const value = authorization(from(`Digest nonce="n", ${asked}`));
    expect(value).toContain(`response="${h(a1, 'n', '00000001', '0a4f113b', qop, a2)}"`);
    expect(value).toContain(`qop=${qop},`);
  });
});

describe('SDP', () => {
  const key = Buffer.alloc(30, 5);
  const local = { address: '192.0.2.1', port: 4000, key, sessionId: 1, version: 1 };

  it('reads back what it offers', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 30, maxLength: 30 }),
        fc.integer({ min: 1, max: 65535 }),
        (bytes, port) => {
          const offered = parseSdp(buildSdp({ ...local, port, key: Buffer.from(bytes) }));
          expect(offered).toMatchObject({ address: '192.0.2.1', port, direction: 'sendrecv', telephoneEvent: 101 });
          expect(offered?.key.equals(Buffer.from(bytes))).toBe(true);
        },
      ),
    );
  });

  it('answers with the offer’s crypto tag, event number and mirrored direction', () => {
    const offer = parseSdp(
      `v=0\nc=IN IP4 198.51.100.7\na=sendonly\nm=video 1 RTP/SAVP 0\nm=audio 5004 RTP/SAVP 109 0 96\na=rtpmap:96 telephone-event/8000\na=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:${key.toString('base64')}\na=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${key.toString('base64')}|2^20\n`,
    );
    expect(offer).toMatchObject({ address: '198.51.100.7', port: 5004, cryptoTag: '2', telephoneEvent: 96 });
    const answer = buildSdp(local, offer);
    expect(answer).toContain('m=audio 4000 RTP/SAVP 0 96');
    expect(answer).toContain('a=crypto:2 ');
    expect(answer).toContain('a=recvonly');
  });

  const offerWith = (profile = 'RTP/SAVP', address = 'IN IP4 198.51.100.7', more = '') =>
    `v=0\r\nc=${address}\r\nm=audio 5004 ${profile} 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key.toString('base64')}${more}\r\n`;

  it('answers every media line that was offered, in its order, and refuses all but the one it takes', () => {
    const fax = 'm=image 5008 udptl t38';
    const video = 'm=video 5006 RTP/SAVP 96';
    const answer = buildSdp(
      local,
      parseSdp(offerWith().replace('m=audio', `${fax}\r\nm=audio`).concat(`${video}\r\n`)),
    );
    expect(answer.match(/^m=.*(?=\r)/gm)).toEqual([
      'm=image 0 udptl t38',
      'm=audio 4000 RTP/SAVP 0',
      'm=video 0 RTP/SAVP 96',
    ]);
  });

  it.each(['RTP/SAVP', 'RTP/SAVPF', 'RTP/AVP'])('answers %s in kind', (profile) => {
    expect(buildSdp(local, parseSdp(offerWith(profile)))).toContain(`m=audio 4000 ${profile} 0`);
  });

  it.each(['UDP/TLS/RTP/SAVP', 'UDP/TLS/RTP/SAVPF', 'TCP/RTP/SAVP'])('does not take %s', (profile) => {
    expect(parseSdp(offerWith(profile))).toBeUndefined();
  });

  it.each([
    'IN IP6 2001:db8::7',
    'IN IP4 224.2.1.1/127',
    'IN IP4 255.255.255.255',
    'IN IP4 999.1.2.3',
    'IN IP4 far.example',
  ])('does not take audio at %s', (address) => {
    expect(parseSdp(offerWith('RTP/SAVP', address))).toBeUndefined();
  });

  it('takes the old way to hold for what it is', () => {
    expect(parseSdp(offerWith('RTP/SAVP', 'IN IP4 0.0.0.0'))).toMatchObject({ direction: 'inactive' });
  });

  it.each(['|2^31|1:4', '|1:4', ' UNENCRYPTED_SRTP', ' KDR=3', ' FEC_ORDER=FEC_SRTP', ' whatever=1'])(
    'passes over a key with %s',
    (more) => {
      expect(parseSdp(offerWith('RTP/SAVP', undefined, more))).toBeUndefined();
      const plain = `a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${key.toString('base64')}|2^31 WSH=128\r\n`;
      expect(parseSdp(offerWith('RTP/SAVP', undefined, more).concat(plain))).toMatchObject({ cryptoTag: '2' });
    },
  );

  it('finds no media it cannot speak, and never throws', () => {
    const good = buildSdp(local);
    expect(parseSdp(good.replace('SAVP 0', 'SAVP 8'))).toBeUndefined();
    expect(parseSdp(good.replace('m=audio 4000', 'm=audio 0'))).toBeUndefined();
    expect(parseSdp(good.replace(/a=crypto.*\r\n/, ''))).toBeUndefined();
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void parseSdp(text)));
  });
});

describe('µ-law', () => {
  it('gives every byte back after decoding and encoding (both zeros as one)', () => {
    for (let byte = 0; byte < 256; byte++) {
      const sample = decodeUlaw(Uint8Array.of(byte))[0] ?? 0;
      expect(encodeUlawSample(sample)).toBe(byte === 0x7f ? 0xff : byte);
    }
    expect([...decodeUlaw(Uint8Array.of(0x00, 0x80, 0xff))]).toEqual([-32124, 32124, 0]);
  });

  it('errs by no more than its step, and fills short frames with silence', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 32767 }), (sample) => {
        const back = decodeUlaw(encodeUlaw(Int16Array.of(sample)))[0] ?? 0;
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(Math.max(8, Math.abs(sample) / 16 + 8));
      }),
    );
    expect([...encodeUlaw(Int16Array.of(0), 3)]).toEqual([0xff, 0xff, 0xff]);
  });
});

describe('key presses', () => {
  it.each([['0', 0] as const, ['9', 9] as const, ['*', 10] as const, ['#', 11] as const])(
    'send %s as event %i',
    (key, event) => {
      const frames = keyFrames(key).flatMap((frame) => (frame === 'rest' ? [] : [frame]));
      expect(new Set(frames.map(({ payload }) => payload[0]))).toEqual(new Set([event]));
      expect(frames.filter(({ payload }) => (payload[1] ?? 0) & 0x80)).toHaveLength(3);
    },
  );
});

describe('what is sent', () => {
  it('keeps its clock over skipped frames, and settles all waits when closed', async () => {
    const outgoing = new Outgoing(2 ** 32 - 160);
    expect(outgoing.next()?.timestamp).toBe(2 ** 32 - 160);
    expect(outgoing.next(3)?.timestamp).toBe(480);
    const pressed = outgoing.press('1');
    const said = outgoing.say(new Int16Array(400));
    outgoing.close();
    expect(await pressed).toBe(false);
    await said;
  });

  it('is silence at full pace for a second, then a packet a second on the same clock, and full pace after speech', () => {
    const outgoing = new Outgoing(0);
    const frames = (count: number) =>
      Array.from({ length: count }, () => outgoing.next()).filter((frame) => frame !== undefined);
    expect(frames(50)).toHaveLength(50);
    expect(frames(150).map(({ timestamp }) => timestamp / 160)).toEqual([99, 149, 199]);
    void outgoing.say(new Int16Array(160));
    expect(frames(51)).toHaveLength(51);
  });

  it.each([1, 3, 10, 20, 49, 50])('is silence at %i packets a second when that is set, evenly', (pace) => {
    const outgoing = new Outgoing(0, pace);
    const frames = (count: number) =>
      Array.from({ length: count }, () => outgoing.next()).filter((frame) => frame !== undefined);
    expect(frames(50)).toHaveLength(50);
    const sent = frames(10 * 50).map(({ timestamp }) => timestamp / 160);
    expect(sent).toHaveLength(10 * pace);
    const gaps = sent.slice(1).map((at, i) => at - (sent[i] ?? 0));
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
  });

  it('lets a key go before speech, and the speech goes on after it without a loss', () => {
    const outgoing = new Outgoing(0);
    void outgoing.say(Int16Array.from({ length: 480 }, (_, i) => (i < 160 ? 1000 : i < 320 ? 5000 : 20000)));
    const bytes = [outgoing.next()?.payload[0]];
    void outgoing.press('1');
    for (let i = 0; i < 16; i++) outgoing.next();
    bytes.push(outgoing.next()?.payload[0], outgoing.next()?.payload[0]);
    expect(bytes).toEqual([1000, 5000, 20000].map(encodeUlawSample));
  });
});

describe('numbers', () => {
  it('lose the plus, keep digits and keys, and let nothing else through', () => {
    expect(dialedUser('+18005550199')).toBe('18005550199');
    expect(dialedUser('*67#')).toBe('*67%23');
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), (text) => {
        fc.pre(!/^\+?[0-9*#]{1,32}$/.test(text));
        expect(() => dialedUser(text)).toThrow(/contain only digits/);
      }),
    );
  });
});

describe('small readers', () => {
  it('tell the session timer’s terms', () => {
    const terms = (value: string) =>
      sessionTerms({ kind: 'response', status: 200, reason: '', headers: [{ name: 'x', value }], body: '' }, 90);
    expect(terms('1800;refresher=uas')).toEqual({ seconds: 1800, refresher: 'uas' });
    expect(terms('90')).toEqual({ seconds: 90, refresher: undefined });
    expect(['0', '1;refresher=uac', '4294967296'].map((value) => terms(value)?.seconds)).toEqual([90, 90, 86_400]);
    expect(terms('soon')).toBeUndefined();
  });

  it('split a proxy into host and port', () => {
    expect(hostAndPort('sip10.example.com:5096')).toEqual({ host: 'sip10.example.com', port: 5096 });
    expect(hostAndPort('sip.example.com')).toEqual({ host: 'sip.example.com', port: 5061 });
  });

  it('make plain sentences of every refusal, with the status beside them', () => {
    for (let status = 300; status < 700; status++) {
      expect(endOfStatus(status)).toMatchObject({ status, reason: expect.stringMatching(/^[A-Z]\D+\.$/) });
    }
  });
});
