import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HmacSha1 } from '../../../../../src/phone/softphone/sip/media/hmac-sha1.js';

const bytesOf = (words: Int32Array): Buffer => {
  const bytes = Buffer.alloc(20);
  for (const [i, word] of words.entries()) bytes.writeInt32BE(word, 4 * i);
  return bytes;
};

it('signs any bytes with any key as the platform does, one after the other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.uint8Array({ maxLength: 400 })), (key, messages) => {
      const hmac = new HmacSha1(key);
      const room = new Uint8Array(512);
      for (const message of messages) {
        room.set(message);
        expect(bytesOf(hmac.sign(room, message.length))).toEqual(createHmac('sha1', key).update(message).digest());
      }
    }),
  );
});

it('refuses a key that is too long, and bytes without room behind them', () => {
  expect(() => new HmacSha1(new Uint8Array(65))).toThrow(/at most 64 bytes/);
  expect(() => new HmacSha1(new Uint8Array(20)).sign(new Uint8Array(60), 56)).toThrow(/room/);
});
