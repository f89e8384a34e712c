import { afterEach, expect, it } from 'vitest';
import { createAudioRing } from '../../../src/hunter/base/audio-ring.js';
import { Sessions } from '../../../src/phone/account/sessions.js';
import { comeBack } from '../../../src/phone/take-up/come-back.js';
import { accountOn, silent } from '../support/account.js';
import { FakeLine } from '../support/fake-line.js';
import { request, SESSIONS, sessionJson } from '../support/phone-case.js';
import { type RcServer, startRcServer } from '../support/rc-server.js';

let server: RcServer;
afterEach(() => server.close());

it('a call that comes back to us is expected by its number, its session, and our own extension that sends it on', async () => {
  server = await startRcServer();
  const account = accountOn(server, {});
  const softphone = new FakeLine({ domain: 'd', proxy: 'p', username: 'u', password: 'p', authorizationId: 'a' });
  const session = sessionJson('s-1', ['p-2', 'Inbound', 'Answered', undefined, '201']);
  server.on('GET', `${SESSIONS}/*`, { status: 200, json: session });
  server.on('POST', `${SESSIONS}/s-1/parties/p-1/transfer`, ({ body }) => {
    expect(body).toEqual({ extensionNumber: '201' });
    setImmediate(() => softphone.ring?.());
    return { status: 200, json: {} };
  });
  const call = { ...request, sessionId: 's-1', partyId: 'p-1' };
  const tools = { sessions: new Sessions(account.restOf('201')), clock: account.clock, log: silent };
  const back = await comeBack(call, 'back', softphone, createAudioRing(), tools);
  expect(back).toEqual({ outcome: 'back', sessionId: 's-1', partyId: 'p-2' });
  expect(softphone.done).toEqual([expect.stringMatching(/^answerNext back .* from \+18005550199 or 201 in s-1$/)]);
  account.stop();
});
