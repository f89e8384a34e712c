import { afterEach, describe, expect, it } from 'vitest';
import { createSoftphoneLine } from '../../../../../src/phone/softphone/start-softphone.js';
import { CREDENTIALS, SipServer } from '../support/sip-server.js';

let server: SipServer;
afterEach(() => server.stop());

describe('a SIP proxy with a certificate nobody vouches for', () => {
  it('is told nothing: no name, no proof of the password', async () => {
    server = await SipServer.start();
    const logged: string[] = [];
    const line = createSoftphoneLine({
      credentials: { ...CREDENTIALS, proxy: server.proxy },
      timings: { connectMs: 1_000, replyMs: 200, startMs: 600, reconnectPausesMs: [20] },
      restartPausesMs: [20],
      log: (level, sentence, fields) => logged.push(`${level} ${sentence} ${JSON.stringify(fields ?? {})}`),
    });
    await expect(line.start()).rejects.toThrow();
    expect(server.received).toEqual([]);
    expect(logged.join('\n')).toMatch(/CERT|self.?signed|SELF_SIGNED/i);
    await line.stop();
  });
});
