import { afterEach, expect, it } from 'vitest';
import { replacesOf } from '../../../sandbox/ringcentral/sip/replaces.js';
import { type ClientDialog, type SipClient, sdp, tagOf } from './sip-client.js';
import { type Json, type Setup, TestWorld } from './world.js';

/** Hand-overs by REFER, blind and with Replaces. */
let world: TestWorld;

afterEach(() => world.stop());

const idsIn = (line: SipClient, { callId }: ClientDialog): { sessionId: string; partyId: string } => {
  const ids = line.heard.find((one) => one.callId === callId && one.status === 183)?.header('p-rc-api-ids') ?? '';
  const [, partyId = '', sessionId = ''] = /party-id=([^;]+);session-id=(\S+)/.exec(ids) ?? [];
  return { sessionId, partyId };
};

/** A line that talks with an agent. */
async function withAgent(setup: Setup = {}) {
  world = await TestWorld.start({ manners: { pickUp: [20] }, ...setup });
  const line = await world.sipClient();
  await line.register();
  const agent = await line.dial('18005550198');
  await world.until('agent-speaks');
  const refer = async (referTo: string, cseq = 500): Promise<number | undefined> =>
    (await line.send({ ...agent, method: 'REFER', cseq, headers: [`Refer-To: ${referTo}`] })).status;
  return { line, agent, refer };
}

/** The same, and a consult call that somebody has picked up. */
async function withConsult(setup: Setup = {}, target = '101') {
  const talk = await withAgent(setup);
  const consult = await talk.line.dial(target);
  return { ...talk, consult };
}

/** Which dialog the REFER replaces, as the client writes it. */
const replacing = ({ callId, from, to }: ClientDialog, toTag = tagOf(to)): string => {
  const value = encodeURIComponent(`${callId};from-tag=${tagOf(from)};to-tag=${toTag}`);
  return `<sip:101@sip.ringcentral.com?Replaces=${value}>`;
};

const partiesOf = async (sessionId: string): Promise<Json[]> =>
  Object.values((await world.rest('GET', `telephony/sessions/${sessionId}`)).body.parties ?? {});

/** What came after the REFER's own answer: method, whose dialog, and what a NOTIFY said. */
const afterRefer = (line: SipClient, agent: ClientDialog): string[] => {
  const from = line.heard.findIndex(({ status, method }) => status !== undefined && method === 'REFER');
  return line.heard.slice(from).map((one) => {
    const what = one.status === undefined ? one.method : String(one.status);
    const state = one.header('subscription-state').split(';')[0];
    const whose = one.callId === agent.callId ? 'agent' : 'consult';
    return [what, whose, one.body.trim(), state].filter(Boolean).join(' ');
  });
};

it('REFER with Replaces joins taker and agent: 202, NOTIFY, BYE on the consult, NOTIFY, BYE on the agent’s leg', async () => {
  const { line, agent, consult, refer } = await withConsult();
  await world.until('phone-picked-up');
  expect(await refer(replacing(consult))).toBe(202);
  await line.request('BYE', ({ callId }) => callId === agent.callId);
  expect(afterRefer(line, agent)).toEqual([
    '202 agent',
    'NOTIFY agent SIP/2.0 100 Trying active',
    'BYE consult',
    'NOTIFY agent SIP/2.0 200 OK terminated',
    'BYE agent',
  ]);
  const { sessionId, partyId } = idsIn(line, agent);
  const other = idsIn(line, consult);
  const peer = { telephonySessionId: other.sessionId, partyId: other.partyId };
  expect((await partiesOf(sessionId))[0]?.status).toMatchObject({
    ...{ code: 'Gone', reason: 'AttendedTransfer', peerId: peer },
  });
  expect((await partiesOf(other.sessionId))[0]?.status).toMatchObject({
    ...{ code: 'Gone', reason: 'AttendedTransfer', peerId: { telephonySessionId: sessionId, partyId } },
  });
  await world.until('hand-over-request', ({ call, way }) => call === sessionId && way === 'replaces');
  await world.until('taker-agent-audio', ({ person, call }) => person === 'U0DANA' && call === sessionId);
  expect(world.rc.talks()).toBe(1);
});

it.each([
  ['a wrong tag', (consult: ClientDialog) => replacing(consult, 'wrong')],
  ['a dialog nobody knows', (consult: ClientDialog) => replacing({ ...consult, callId: 'unknown' })],
])('%s is taken (202), then told to be unknown, and both calls go on', async (_, referTo) => {
  const { line, agent, consult, refer } = await withConsult();
  await world.until('phone-picked-up');
  expect(await refer(referTo(consult))).toBe(202);
  await line.request('NOTIFY');
  expect(afterRefer(line, agent)).toEqual([
    '202 agent',
    'NOTIFY agent SIP/2.0 481 Call/Transaction Does Not Exist terminated',
  ]);
  expect((await line.send({ ...consult, method: 'UPDATE', cseq: 500 })).status).toBe(200);
  expect((await line.send({ ...agent, method: 'UPDATE', cseq: 501 })).status).toBe(200);
});

it('a consult call that nobody has picked up yet cannot be joined, and both calls go on', async () => {
  const { line, agent, consult, refer } = await withConsult({ manners: { pickUp: ['never'] } });
  await world.until('phone-rings');
  expect(await refer(replacing(consult))).toBe(202);
  await line.request('NOTIFY', ({ body }) => body.includes('480'));
  expect((await line.send({ ...agent, method: 'UPDATE', cseq: 501 })).status).toBe(200);
  expect(world.rc.phoneOf('U0DANA').state).toBe('ringing');
});

it('REFER with Replaces is refused, or taken and forgotten, as often as the story wants', async () => {
  const { line, agent, consult, refer } = await withConsult({
    faults: {
      refuseHandOver: { ways: ['replaces'], times: 1 },
      ignoreHandOver: { ways: ['replaces'], times: 1 },
    },
    tuning: { replacesMs: 0 },
  });
  await world.until('phone-picked-up');
  expect(await refer(replacing(consult))).toBe(403);
  expect(await refer(replacing(consult), 501)).toBe(202);
  expect((await line.send({ ...agent, method: 'UPDATE', cseq: 502 })).status).toBe(200);
  expect(line.heard.some(({ method }) => method === 'NOTIFY')).toBe(false);
  expect(await refer(replacing(consult), 503)).toBe(202);
  await line.request('BYE', ({ callId }) => callId === agent.callId);
});

it('by the other belief nothing comes of a REFER with Replaces', async () => {
  const { line, agent, consult, refer } = await withConsult({
    beliefs: { replaces: false },
    tuning: { replacesMs: 0 },
  });
  await world.until('phone-picked-up');
  expect(await refer(replacing(consult))).toBe(202);
  expect((await line.send({ ...agent, method: 'UPDATE', cseq: 501 })).status).toBe(200);
  expect(line.heard.some(({ method }) => method === 'NOTIFY')).toBe(false);
});

it('a blind REFER is taken and told to be tried, and nothing has happened yet', async () => {
  const { line, agent, refer } = await withAgent({ tuning: { referMs: 60_000 } });
  expect(await refer('<sip:101@sip.ringcentral.com>')).toBe(202);
  await line.request('NOTIFY');
  expect((await line.send({ ...agent, method: 'UPDATE', cseq: 501 })).status).toBe(200);
  expect(world.story.all().some(({ what }) => what === 'phone-rings')).toBe(false);
});

it('a blind REFER goes through: 202, NOTIFY, NOTIFY, BYE, and taker and agent hear each other', async () => {
  const { line, agent, refer } = await withAgent();
  expect(await refer('<sip:101@sip.ringcentral.com>')).toBe(202);
  await line.request('BYE');
  expect(afterRefer(line, agent)).toEqual([
    '202 agent',
    'NOTIFY agent SIP/2.0 100 Trying active',
    'NOTIFY agent SIP/2.0 200 OK terminated',
    'BYE agent',
  ]);
  await world.until('taker-agent-audio', ({ person }) => person === 'U0DANA');
});

it('a blind REFER that is to be ignored is taken, and nothing comes of it', async () => {
  const { line, agent, refer } = await withAgent({
    faults: { ignoreHandOver: { ways: ['refer'], times: 1 } },
    tuning: { referMs: 0 },
  });
  expect(await refer('<sip:101@sip.ringcentral.com>')).toBe(202);
  expect((await line.send({ ...agent, method: 'UPDATE', cseq: 501 })).status).toBe(200);
  expect(line.heard.some(({ method }) => method === 'NOTIFY')).toBe(false);
});

it('a softphone that got a call handed over is soon sent an UPDATE, and its silence ends the call', async () => {
  // Its first refresh of its own is far away.
  const tuning = { refreshAfterHandOverMs: 20, refreshAnswerMs: 300, refreshAfterMs: 60_000 };
  world = await TestWorld.start({ manners: { pickUp: ['never'] }, tuning, destination: { agentPatienceMs: 60_000 } });
  const sam = await world.sipClient('102');
  await sam.register();
  const line = await world.sipClient();
  await line.register();
  const agent = await line.dial('18005550198');
  await world.until('agent-speaks');
  const consult = await line.dial('300');
  const invite = await sam.request('INVITE');
  sam.silentTo.add('UPDATE');
  sam.reply(invite, '200 OK', sdp());
  await sam.request('ACK');
  expect(sam.heard.some(({ method }) => method === 'UPDATE')).toBe(false);
  const referTo = { ...agent, method: 'REFER', cseq: 500, headers: [`Refer-To: ${replacing(consult)}`] };
  expect((await line.send(referTo)).status).toBe(202);
  const update = await sam.request('UPDATE');
  expect(update.callId).toBe(invite.callId);
  expect((await sam.request('BYE')).header('reason')).toContain('Session timer');
  await world.until('call-over');
});

it('by the other belief no UPDATE comes of a hand-over', async () => {
  const tuning = { refreshAfterHandOverMs: 0, replacesMs: 0, refreshAfterMs: 60_000 };
  world = await TestWorld.start({ manners: { pickUp: ['never'] }, tuning, beliefs: { updatesAfterHandOver: false } });
  const sam = await world.sipClient('102');
  await sam.register();
  const line = await world.sipClient();
  await line.register();
  const agent = await line.dial('18005550198');
  const consult = await line.dial('300');
  const invite = await sam.request('INVITE');
  sam.reply(invite, '200 OK', sdp());
  await sam.request('ACK');
  await line.send({ ...agent, method: 'REFER', cseq: 500, headers: [`Refer-To: ${replacing(consult)}`] });
  await line.request('BYE', ({ callId }) => callId === agent.callId);
  expect(await sam.register()).toBe(200);
  expect(sam.heard.some(({ method }) => method === 'UPDATE')).toBe(false);
});

it('a Replaces is read whatever the order of its tags, and one that is none names nothing', () => {
  const read = { callId: 'a@b', toTag: 't', fromTag: 'f' };
  expect(replacesOf('<sip:1@h?Replaces=a%40b%3Bto-tag%3Dt%3Bfrom-tag%3Df>')).toEqual(read);
  expect(replacesOf('"D" <sip:1@h;transport=tls?Replaces=a%40b;from-tag=f;to-tag=t&x=y>')).toEqual(read);
  expect(replacesOf('<sip:1@h?Replaces=%E0%A4%A>')).toEqual({ callId: '', toTag: '', fromTag: '' });
  expect(replacesOf('<sip:1@h>')).toBeUndefined();
});
