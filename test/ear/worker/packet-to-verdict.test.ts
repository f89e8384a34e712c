import { afterEach, describe, expect, it } from 'vitest';
import { createEar, type RunningEar } from '../../../src/ear/worker/ear.js';
import { RingReader } from '../../../src/hunter/base/audio-ring.js';
import { encodeUlaw } from '../../../src/phone/softphone/sip/media/g711.js';
import { type Bench, bench, usual } from '../../phone/softphone/sip/support/bench.js';
import { ringback, seeded } from '../../support/call-audio.js';

const FRAME = 160;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
let line: Bench;
let ear: RunningEar;
afterEach(async () => {
  await line.stop();
  await ear.stop();
});

describe('from the packet to the verdict', () => {
  it('a line that loses every tenth packet, repeats some and reorders others still hears ringing', async () => {
    line = await bench();
    ear = createEar({ log: quiet });
    const heard = new Promise<string[]>((resolve) => {
      ear.onHeard((callId, { heard, sinceMs }) => resolve([callId, heard, sinceMs < 100 ? 'from the start' : 'late']));
    });
    const ring = ear.open('call-1', 'practice');
    line.server.onInvite(usual);
    await line.line.dial('call-1', '+18005550199', ring);
    const call = line.server.calls[0];
    if (call === undefined) throw new Error('the server saw no call');
    await call.acked();
    const random = seeded(3);
    const audio = encodeUlaw(ringback(1).subarray(0, 2 * 8000));
    const packets = Array.from({ length: audio.length / FRAME }, (_, i) =>
      call.media.seal(audio.subarray(i * FRAME, (i + 1) * FRAME)),
    );
    for (let i = 0; i < packets.length; i += 2) {
      const pair = random() < 0.2 ? [i + 1, i] : [i, i + 1];
      for (const at of random() < 0.1 ? [...pair, i] : pair) {
        const packet = packets[at];
        if (packet !== undefined && (random() >= 0.1 || at === packets.length - 1)) await call.media.sendRaw(packet);
      }
    }
    expect(await heard).toEqual(['call-1', 'ringback', 'from the start']);
    // Lost packets become silence of the same length, so that the call's time stays right.
    expect(new RingReader(ring).written).toBeGreaterThanOrEqual(audio.length - 2 * FRAME);
  });
});
