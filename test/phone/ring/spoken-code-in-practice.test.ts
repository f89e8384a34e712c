import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import type { SpokenOutcome } from '../../../src/hunter/ports/phone.js';
import { createRingCentral } from '../../../src/phone/account/ringcentral.js';
import { createPhone, type LivePhone } from '../../../src/phone/phone.js';
import { createSoftphoneLine } from '../../../src/phone/softphone/start-softphone.js';
import { loadCodeClips } from '../../../src/phone/speech/code-phrases.js';
import { DANA, type Setup, TestWorld } from '../../sandbox/ringcentral/world.js';
import { memory } from '../support/account.js';
import { FakeEar } from '../support/fake-ear.js';

/** The code on its real way: SIP over TLS, SRTP, sessions, and a desk phone that understands digits from the sound alone. */
let world: TestWorld;
let phone: LivePhone;
let stopAccount: () => void;
const logged: string[] = [];

afterEach(async () => {
  await phone.stop();
  stopAccount();
  await world.stop();
  logged.length = 0;
});

async function say(digits: string, setup: Setup, maxRingMs = 15_000): Promise<SpokenOutcome> {
  world = await TestWorld.start(setup);
  const { RC_SERVER_URL, RC_CLIENT_ID, RC_CLIENT_SECRET, RC_JWT_TOKEN, NODE_EXTRA_CA_CERTS } = world.rc.env;
  const ca = await readFile(NODE_EXTRA_CA_CERTS ?? '', 'utf8');
  const log = pino({ level: 'trace' }, { write: (text: string) => void logged.push(text) });
  const account = createRingCentral({
    server: RC_SERVER_URL ?? '',
    clientId: RC_CLIENT_ID ?? '',
    clientSecret: RC_CLIENT_SECRET ?? '',
    jwt: RC_JWT_TOKEN ?? '',
    store: memory(),
    log,
    clock: systemClock,
  });
  stopAccount = () => account.stop();
  phone = createPhone({
    account,
    ear: new FakeEar(),
    createLine: (credentials) =>
      createSoftphoneLine({ credentials, ca, log: (level, sentence, fields) => log[level](fields ?? {}, sentence) }),
    takerPhrases: () => new Int16Array(0),
    phrases: () => new Int16Array(0),
    codeClips: loadCodeClips(),
    log,
    dialWays: ['softphone'],
    handOverWays: ['bridge'],
  });
  const [extension] = Object.values((await world.rest('GET', 'extension?extensionNumber=201')).body.records ?? {});
  const [device] = Object.values((await world.rest('GET', `extension/${extension?.id}/device`)).body.records ?? {});
  return phone.speakCode({
    line: {
      id: '201',
      extensionId: String(extension?.id),
      extensionNumber: '201',
      name: 'Line 1',
      number: '+12025550101',
      deviceId: String(device?.id),
    },
    target: {
      kind: 'extension',
      extensionId: DANA.extensionId,
      extensionNumber: DANA.extensionNumber,
      name: DANA.name,
    },
    digits,
    maxRingMs,
  });
}

it('every digit, said twice, is understood by who picks up; neither the code nor a phone number is logged', async () => {
  expect(await say('0123456789', {})).toEqual({ outcome: 'spoken' });
  const { hears } = world.rc.phoneOf(DANA.slackId);
  expect(hears).toBe('0 1 2 3 4 5 6 7 8 9 | 0 1 2 3 4 5 6 7 8 9');
  await expect.poll(() => world.rc.phoneOf(DANA.slackId).state).toBe('idle');
  expect(logged.join('')).toContain('an extension was called to say a code');
  expect(logged.join('')).not.toMatch(/0123456789|\+?1?2025550101/);
});

it('a busy phone is told, and nothing is said', async () => {
  expect(await say('123456', { manners: { pickUp: ['busy'] } })).toMatchObject({ outcome: 'busy' });
  expect(world.rc.phoneOf(DANA.slackId).hears).toBe('');
});

it('a phone that nobody picks up is told after the time for ringing, and stops to ring', async () => {
  expect(await say('123456', { manners: { pickUp: ['never'] } }, 1_500)).toMatchObject({ outcome: 'unanswered' });
  await expect.poll(() => world.rc.phoneOf(DANA.slackId).state).toBe('idle');
});

it('a voicemail is nobody: it hears no code', async () => {
  const outcome = await say('123456', { manners: { pickUp: ['never'] }, tuning: { voicemailAfterMs: 800 } });
  expect(outcome).toMatchObject({ outcome: 'voicemail' });
});
