import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtpHeader, SrtpSession } from 'werift-rtp';
import { JitterBuffer } from '../../../../../src/phone/softphone/sip/media/jitter.js';
import { ROUNDS_MIDWAY, SrtpReceiver, SrtpSender } from '../../../../../src/phone/softphone/sip/media/srtp.js';

const key = Buffer.from(Array.from({ length: 30 }, (_, i) => i));
const rtp = (sequenceNumber: number, ssrc = 7) =>
  new RtpHeader({ version: 2, payloadType: 0, sequenceNumber: sequenceNumber & 0xffff, timestamp: 0, ssrc });
const header = (sequence: number, ssrc = 7) => ({
  ...{ ssrc, sequence: sequence & 0xffff, timestamp: 0, payloadType: 0, marker: false },
});

/** Another implementation's session, which counts the rounds of unbroken sequences. */
function librarySession(): SrtpSession {
  const masterKey = key.subarray(0, 16);
  const salt = key.subarray(16);
  return new SrtpSession({
    profile: 1,
    keys: { localMasterKey: masterKey, localMasterSalt: salt, remoteMasterKey: masterKey, remoteMasterSalt: salt },
  });
}

describe('a sender whose call is taken up midway', () => {
  const roundOf = (round: number) => {
    const sender = new SrtpSender(key);
    for (let i = 0; i < round; i++) for (const sequence of [0xfffe, 2]) sender.seal(header(sequence), Buffer.alloc(4));
    return sender.seal(header(40_000), Buffer.alloc(4, 9));
  };

  it('is understood for nine hours of rounds, and a stranger is counted once', () => {
    for (const round of [0, 1, 2, 7, 24]) {
      const receiver = new SrtpReceiver(key, ROUNDS_MIDWAY);
      expect(receiver.open(roundOf(round))?.index).toBe(round * 65_536 + 40_000);
      expect(receiver.forged).toBe(0);
    }
    const receiver = new SrtpReceiver(key, ROUNDS_MIDWAY);
    expect(receiver.open(roundOf(25))).toBeUndefined();
    expect(receiver.forged).toBe(1);
  });
});

describe('SRTP', () => {
  it('opens 66,000 packets of another implementation, over the wrap, as one unbroken run of samples', () => {
    const session = librarySession();
    const receiver = new SrtpReceiver(key);
    let samples = 0;
    const jitter = new JitterBuffer((chunk) => {
      samples += chunk.length;
    });
    const payload = Buffer.alloc(4, 1);
    for (let i = 0; i < 66_000; i++) {
      const opened = receiver.open(session.encrypt(payload, rtp(60_000 + i)));
      if (opened !== undefined) jitter.push(opened.source, opened.index, i * 4, new Int16Array(opened.payload.length));
    }
    expect(receiver.forged + receiver.replayed).toBe(0);
    expect(samples).toBe(66_000 * 4);
  });

  it('seals 1,000 packets that another implementation opens, over the wrap', () => {
    const session = librarySession();
    const sender = new SrtpSender(key);
    const payload = Buffer.from('four');
    for (let i = 0; i < 1_000; i++) {
      if (
        !session
          .decrypt(sender.seal(header(65_000 + i), payload))
          .subarray(12)
          .equals(payload)
      )
        expect.fail(`packet ${i}`);
    }
  });

  it('follows the wrap when up to 30,000 packets around it are lost', () => {
    const sender = new SrtpSender(key);
    const receiver = new SrtpReceiver(key);
    const packets = new Map<number, Buffer>();
    const wanted = new Set([50_000, 80_000, 79_990, 85_000]);
    // The sender's round goes up by the wrap alone, so the packets between need no sealing.
    for (const i of [...wanted, 65_535].sort((a, b) => a - b))
      packets.set(i, sender.seal(header(i), Buffer.from([i & 0xff])));
    const open = (i: number) => receiver.open(packets.get(i) as Buffer);
    expect(open(50_000)?.index).toBe(50_000);
    expect(open(80_000)?.index).toBe(80_000);
    expect(open(79_990)?.index).toBe(79_990);
    expect(open(85_000)?.payload[0]).toBe(85_000 & 0xff);
  });

  it('hears a sender whose sequence wrapped before its first packet came', () => {
    const sender = new SrtpSender(key);
    const receiver = new SrtpReceiver(key);
    sender.seal(header(65_535), Buffer.from('lost'));
    const opened = receiver.open(sender.seal(header(0), Buffer.from('heard')));
    expect(opened?.payload.toString()).toBe('heard');
    expect(receiver.open(sender.seal(header(1), Buffer.from('more')))?.index).toBe(65_537);
  });

  it('refuses every packet a second time', () => {
    const sender = new SrtpSender(key);
    const receiver = new SrtpReceiver(key);
    const packets = Array.from({ length: 300 }, (_, i) => sender.seal(header(i), Buffer.from('x')));
    for (const packet of packets) receiver.open(Buffer.from(packet));
    for (const packet of packets) expect(receiver.open(packet)).toBeUndefined();
    expect(receiver.replayed).toBe(300);
  });

  it('opens what another implementation sealed, of any length, with contributing sources, an extension and padding', () => {
    const session = librarySession();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(0xffff), fc.nat(0xffffffff), (payload, at, ssrc) => {
        const plain = Buffer.concat([Buffer.from(payload), Buffer.from([0, 0, 3])]);
        const sealed = session.encrypt(
          plain,
          Object.assign(rtp(at, ssrc), { csrc: [1, 2], csrcLength: 2, padding: true }),
        );
        expect(new SrtpReceiver(key).open(sealed)?.payload).toEqual(Buffer.from(payload));
      }),
    );
  });

  it('seals as another implementation does, whatever the header', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.record({
          sequence: fc.nat(0xffff),
          timestamp: fc.nat(0xffffffff),
          ssrc: fc.nat(0xffffffff),
          payloadType: fc.nat(127),
          marker: fc.boolean(),
        }),
        (payload, fields) => {
          const { sequence, ...rest } = fields;
          const theirs = librarySession().encrypt(
            Buffer.from(payload),
            new RtpHeader({ version: 2, sequenceNumber: sequence, ...rest }),
          );
          expect(new SrtpSender(key).seal(fields, payload)).toEqual(theirs);
        },
      ),
    );
  });

  it('ignores any datagram that was not sealed with the key, without a throw', () => {
    const sealed = new SrtpSender(key).seal(header(5), Buffer.alloc(160));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(sealed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (junk, at, flip) => {
          const receiver = new SrtpReceiver(key);
          expect(receiver.open(Buffer.from(junk))).toBeUndefined();
          const forged = Buffer.from(sealed);
          forged[at] = (forged[at] ?? 0) ^ flip;
          expect(receiver.open(forged)).toBeUndefined();
          expect(receiver.forged).toBe(2);
          expect(receiver.open(Buffer.from(sealed))?.payload).toHaveLength(160);
        },
      ),
    );
  });
});
