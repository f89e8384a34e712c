import { afterEach, describe, expect, it } from 'vitest';
import { refusalWords } from '../../../../../src/phone/api/refusals.js';
import { pauseAfterRefusal } from '../../../../../src/phone/softphone/sip/registration/registration.js';
import { type Bench, bench } from '../support/bench.js';

describe('a line that may not register', () => {
  let b: Bench;
  afterEach(() => b.stop());

  it.each([
    [403, 'credentials-refused', 'signed-in-elsewhere'],
    [603, 'credentials-refused', 'signed-in-elsewhere'],
    [404, 'credentials-refused', 'wrong-password'],
    // A fault of the server that healed by itself was told as 400.
    [400, 'not-registered', 'phone-trouble'],
    [503, 'not-registered', 'phone-trouble'],
  ] as const)('%i is told as what it is, in words for people', async (status, code, name) => {
    b = await bench({}, false);
    b.server.scripts.set('REGISTER', (request) => b.server.reply(request, status, 'No'));
    await expect(b.line.start()).rejects.toMatchObject({ code, status, message: refusalWords(name) });
  });

  it('for a password that is refused though it was proved (401 again) needs another password', async () => {
    b = await bench({}, false);
    const challenge = 'Digest realm="practice", nonce="n"';
    b.server.scripts.set('REGISTER', (request) =>
      b.server.reply(request, 401, 'Unauthorized', [['WWW-Authenticate', challenge]]),
    );
    const message = refusalWords('wrong-password');
    await expect(b.line.start()).rejects.toMatchObject({ code: 'credentials-refused', status: 401, message });
  });

  it('because the server says nothing is told so: nobody closed anything', async () => {
    b = await bench({ startMs: 1_500, replyMs: 100 }, false);
    b.server.scripts.set('REGISTER', () => undefined);
    const message = refusalWords('phone-silent');
    await expect(b.line.start()).rejects.toMatchObject({ code: 'not-registered', message });
    // It had been silent over more than one connection.
    expect(b.server.connections).toBeGreaterThan(1);
  });

  it('because nobody is there is told with the network’s own word and what to check', async () => {
    b = await bench({ startMs: 500 }, false);
    await b.server.stop();
    await expect(b.line.start()).rejects.toMatchObject({
      code: 'not-registered',
      message: expect.stringMatching(
        /^The phone service could not be reached from here \(E\w+\)\. Check that the bot’s network/,
      ),
    });
  });
});

it('a refused line tries again after the pause the server asks for, never after weeks and never at once', () => {
  const asked = [undefined, 'soon', '0', '30', '4294967295', '2592000'];
  const pauses = asked.map((seconds) => pauseAfterRefusal(seconds, 60_000));
  expect(pauses).toEqual([60_000, 60_000, 1_000, 30_000, 600_000, 600_000]);
});
