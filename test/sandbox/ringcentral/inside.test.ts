import { afterEach, expect, it } from 'vitest';
import { nobodyAvailable } from '../../../sandbox/ringcentral/destination/mailbox.js';
import { Sounds } from '../../../sandbox/ringcentral/destination/sounds.js';
import { SILENT_FRAME } from '../../../sandbox/ringcentral/media/frame.js';
import { shareAt, tone } from '../../../sandbox/ringcentral/media/tones.js';
import { isSilent } from './test-leg.js';
import { type Json, type Setup, TestWorld } from './world.js';

/** Calls from a line to a colleague. */
let world: TestWorld | undefined;

afterEach(async () => {
  await world?.stop();
  world = undefined;
});

async function consult(setup: Setup) {
  world = await TestWorld.start(setup);
  const line = await world.sipClient();
  await line.register();
  const dialog = await line.dial('101');
  const progress = line.heard.find((one) => one.callId === dialog.callId && one.status === 183);
  const sessionId = /session-id=(\S+)/.exec(progress?.header('p-rc-api-ids') ?? '')?.[1] ?? '';
  const started = world;
  const statuses = async (): Promise<Json[]> => {
    const { body } = await started.rest('GET', `telephony/sessions/${sessionId}`);
    return Object.values(body.parties ?? {}).map((party) => party.status ?? {});
  };
  return { line, dialog, statuses, story: started.story };
}

it('the caller has its 200 before the callee is in the call and their phone is rung', async () => {
  const { dialog, statuses, story } = await consult({ tuning: { calleeAfterMs: 60_000 } });
  expect(dialog.status).toBe(200);
  expect(story.all().some(({ what }) => what === 'phone-rings')).toBe(false);
  expect(await statuses()).toEqual([{ code: 'Answered' }]);
});

it('by the other belief the phone rings before the caller is answered', async () => {
  const beliefs = { answeredInside: 'while-ringing' } as const;
  const { dialog, story } = await consult({
    beliefs,
    tuning: { calleeAfterMs: 60_000 },
    manners: { pickUp: ['never'] },
  });
  expect(dialog.status).toBe(200);
  expect(story.all().some(({ what }) => what === 'phone-rings')).toBe(true);
});

it('a busy phone ends the callee as TargetBusy, and the caller is told nothing: the call is theirs to end', async () => {
  const { line, dialog, statuses } = await consult({ manners: { pickUp: ['busy'] }, tuning: { busyToneMs: 0 } });
  await expect.poll(statuses).toEqual([{ code: 'Answered' }, { code: 'Disconnected', reason: 'TargetBusy' }]);
  expect((await line.send({ ...dialog, method: 'UPDATE', cseq: 200 })).status).toBe(200);
  expect(line.heardIn(dialog.callId)).toEqual(['100', '407', '100', '183', '200', '200']);
  expect((await line.send({ ...dialog, method: 'BYE', cseq: 201 })).status).toBe(200);
});

it('a colleague who declines ends as Rejected, and the caller stays up', async () => {
  const { line, dialog, statuses } = await consult({ manners: { pickUp: ['never'] }, tuning: { busyToneMs: 0 } });
  await world?.until('phone-rings');
  world?.rc.phoneOf('U0DANA').hangUp();
  expect(await statuses()).toEqual([{ code: 'Answered' }, { code: 'Disconnected', reason: 'Rejected' }]);
  expect(line.heardIn(dialog.callId)).toEqual(['100', '407', '100', '183', '200']);
});

it('by the other belief the caller is let go after a busy tone', async () => {
  const beliefs = { declinedInside: 'busy-tone' } as const;
  const { line, dialog } = await consult({ beliefs, manners: { pickUp: ['busy'] }, tuning: { busyToneMs: 50 } });
  await line.request('BYE', ({ callId }) => callId === dialog.callId);
});

it('the declined caller hears ringback, then that nobody is available, then nothing', async () => {
  const speaker = { say: async (_: unknown, text: string) => tone(700, text.length * 0.05) };
  const audio = nobodyAvailable(new Sounds(speaker, 5));
  const heard: Uint8Array[] = [];
  for (let i = 0; i < 600; i++) {
    heard.push(audio.speak() ?? SILENT_FRAME);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const ringback = Buffer.concat(heard.slice(0, 90));
  expect(shareAt(440, ringback) + shareAt(480, ringback)).toBeGreaterThan(0.9);
  // Two seconds of it, four of silence, then the words.
  expect(heard.slice(110, 290).every(isSilent)).toBe(true);
  expect(shareAt(700, Buffer.concat(heard.slice(310, 390)))).toBeGreaterThan(0.9);
  expect(isSilent(heard.at(-1))).toBe(true);
});
