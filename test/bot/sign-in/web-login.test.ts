import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/hunter/office/audit.js';
import { T0 } from '../../hunter/support/fixtures.js';
import { Visitor } from '../support/visitor.js';
import { type WebLogin, webLogin } from '../support/web-login.js';
import { ALEX, DANA, SAM } from '../support/world.js';

const TEN_MINUTES = 600_001;
const [DANA_EXT, SAM_EXT, ALEX_EXT] = ['101101', '102102', '103103'] as const;

let w: WebLogin;
beforeEach(async () => {
  w = await webLogin();
});
afterEach(() => w.stop());

const title = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? 'no title';

async function audited(): Promise<readonly AuditEntry[]> {
  await w.audit.flush();
  return w.audit.read({ from: T0, to: T0 + 86_400_000, limit: 50 });
}

describe('signing in to RingCentral in a browser', () => {
  it('goes from the private link to RingCentral and back, links the extension, and tells in Slack and in the audit', async () => {
    const visitor = new Visitor();
    const back = await visitor.signIn(await w.link(SAM), SAM_EXT);
    const page = await visitor.get(back);
    expect([page.status, title(page.text)]).toEqual([200, 'You are connected']);
    expect(page.text).toContain('Sam Ortiz, extension 102');
    await w.message(/^You are connected to RingCentral as Sam Ortiz, extension 102/);
    expect(await w.connections.of({ user: SAM })).toMatchObject({ extensionId: SAM_EXT, state: 'working' });
    expect(await audited()).toMatchObject([
      { by: SAM, act: 'sign-in', outcome: 'done', about: 'person', why: 'extension 102' },
      { by: SAM, act: 'link', outcome: 'done', about: `${SAM}: extension 102`, why: 'by sign-in' },
    ]);

    await w.slack.hands.command(SAM, '/irs-hunt connect');
    expect(await w.whisper(SAM, /^You were connected as extension 102 Sam Ortiz/)).toContain('The sign-in works.');
    await w.slack.hands.command(SAM, '/irs-hunt disconnect');
    await w.whisper(SAM, /^You are disconnected, and RingCentral was told to forget/);
    expect(w.ringCentral.signedIn()).toEqual([]);
    await w.slack.hands.command(SAM, '/irs-hunt disconnect');
    await w.whisper(SAM, /nothing to end/);
  });

  it('who denies it is told that nothing was kept', async () => {
    const visitor = new Visitor();
    const page = await visitor.get(await visitor.signIn(await w.link(SAM), SAM_EXT, 'deny'));
    expect([page.status, title(page.text)]).toEqual([403, 'You did not allow access']);
    expect(await w.connections.of({ user: SAM })).toBeUndefined();
    expect(await audited()).toMatchObject([{ act: 'sign-in', outcome: 'refused', why: 'RingCentral: access_denied' }]);
  });

  it('a link works for ten minutes, and so does the sign-in after it', async () => {
    const link = await w.link(SAM);
    const visitor = new Visitor();
    const back = await visitor.signIn(await w.link(SAM), SAM_EXT);
    w.pass(TEN_MINUTES);
    expect(title((await visitor.get(link)).text)).toBe('This link has expired');
    expect(title((await visitor.get(back)).text)).toBe('This link has expired');
    expect(w.ringCentral.signedIn()).toEqual([]);
  });

  it('a link works once, and so does the return', async () => {
    const visitor = new Visitor();
    const link = await w.link(SAM);
    const back = await visitor.signIn(link, SAM_EXT);
    expect(title((await new Visitor().get(link)).text)).toBe('This link was already used');
    expect((await visitor.get(back)).status).toBe(200);
    const replayed = await visitor.get(back);
    expect([replayed.status, title(replayed.text)]).toEqual([410, 'This link was already used']);
    expect(w.ringCentral.signedIn()).toEqual([SAM_EXT]);
  });

  it('a return in another browser is refused, and does not spoil it for the right one', async () => {
    const visitor = new Visitor();
    const back = await visitor.signIn(await w.link(SAM), SAM_EXT);
    const other = await new Visitor().get(back);
    expect([other.status, title(other.text)]).toEqual([403, 'This sign-in began somewhere else']);
    const forged = await new Visitor().get(back, { headers: { Cookie: 'hunt_sign_in_x=1; hunt_sign_in_=' } });
    expect(forged.status).toBe(403);
    // A sign-in of one’s own in the same browser is no key to somebody else’s.
    const attacker = new Visitor();
    await attacker.signIn(await w.link(ALEX), ALEX_EXT);
    expect((await attacker.get(back)).status).toBe(403);
    expect((await visitor.get(back)).status).toBe(200);
  });

  it('somebody else’s RingCentral account is refused, revoked and audited: a link sent to an admin lends nobody its rights', async () => {
    const victim = new Visitor();
    const page = await victim.get(await victim.signIn(await w.link(SAM), DANA_EXT));
    expect([page.status, title(page.text)]).toEqual([403, 'That is not your RingCentral account']);
    expect(await w.connections.of({ user: SAM })).toBeUndefined();
    expect(w.ringCentral.signedIn()).toEqual([]);
    expect(await audited()).toMatchObject([{ by: SAM, act: 'sign-in', outcome: 'refused', about: 'person' }]);
  });

  it('who has no extension in the directory may attach the one with their own e-mail address, and no other', async () => {
    const visitor = new Visitor();
    expect((await visitor.get(await visitor.signIn(await w.link(ALEX), SAM_EXT))).status).toBe(403);
    expect((await visitor.get(await visitor.signIn(await w.link(ALEX), ALEX_EXT))).status).toBe(200);
    expect(await w.connections.of({ user: ALEX })).toMatchObject({ extensionId: ALEX_EXT });
  });

  it('an extension that was linked to somebody else is its own person’s by signing in, and who loses it is told', async () => {
    await w.slack.hands.command(DANA, '/irs-hunt link @alex 102');
    await w.whisper(DANA, /^Extension 102 .* now belongs to <@U0ALEX>/);
    const visitor = new Visitor();
    expect((await visitor.get(await visitor.signIn(await w.link(SAM), SAM_EXT))).status).toBe(200);
    await w.message(
      /^Extension 102 now belongs to <@U0SAM> \(proved with their own RingCentral sign-in\), so it no longer counts as yours/,
    );
    expect((await audited()).filter(({ act }) => act === 'link')).toMatchObject([
      { by: SAM, about: `${SAM}: extension 102`, why: 'by sign-in' },
      { by: DANA, about: `${ALEX}: extension 102`, why: 'by admin' },
    ]);
  });

  it('the bot itself is signed in by an admin, as an administrator of RingCentral', async () => {
    await w.slack.hands.command(SAM, '/irs-hunt connect account');
    await w.whisper(SAM, /^Only admins can do that/);
    await w.slack.hands.command(SAM, '/irs-hunt disconnect account');
    await w.whisper(SAM, /^Only admins can do that/);
    const visitor = new Visitor();
    const ordinary = await visitor.get(await visitor.signIn(await w.link(DANA, '/irs-hunt connect account'), SAM_EXT));
    expect([ordinary.status, title(ordinary.text)]).toEqual([403, 'An administrator is needed']);
    const page = await visitor.get(await visitor.signIn(await w.link(DANA, '/irs-hunt connect account'), DANA_EXT));
    expect([page.status, title(page.text)]).toEqual([200, 'Hold Hunter is connected']);
    expect(await w.connections.of('account')).toMatchObject({ extensionId: DANA_EXT });
    expect(await w.connections.of({ user: DANA })).toBeUndefined();
    await w.message(/^The bot is connected to RingCentral as Dana Reyes/);
    await w.slack.hands.command(DANA, '/irs-hunt disconnect account');
    await w.whisper(DANA, /^The bot’s sign-in has ended/);
    expect((await audited()).map(({ act, outcome, about }) => `${act} ${outcome} ${about}`).reverse()).toEqual([
      'sign-in refused connect-account',
      'sign-in refused disconnect-account',
      'sign-in refused account',
      'sign-in done account',
      'sign-in done account disconnected',
    ]);
  });

  it('a lost sign-in is told once to the person, that of the bot to who connected it, with the command to type', async () => {
    const visitor = new Visitor();
    await visitor.get(await visitor.signIn(await w.link(SAM), SAM_EXT));
    await visitor.get(await visitor.signIn(await w.link(DANA, '/irs-hunt connect account'), DANA_EXT));
    w.ringCentral.signOut(SAM_EXT);
    w.ringCentral.signOut(DANA_EXT);
    w.pass(4 * 86_400_000);
    await w.message(/no longer accepts your sign-in.*`\/irs-hunt connect` to connect again/);
    await w.message(/the bot works with.*`\/irs-hunt connect account`/);
    await w.slack.hands.command(SAM, '/irs-hunt connect');
    await w.whisper(SAM, /no longer accepts this sign-in: connect again/);
    const told = w.slack.hands.messages().filter(({ text }) => /no longer accepts (your|the) sign-in/.test(text));
    expect(told).toHaveLength(2);
  });

  it('nobody gets links without end', async () => {
    for (let i = 0; i < 5; i++) await w.link(SAM);
    await w.slack.hands.command(SAM, '/irs-hunt connect');
    await w.whisper(SAM, /already have several links/);
    await w.link(DANA);
    w.pass(TEN_MINUTES);
    await w.link(SAM);
  });

  it('while RingCentral is away the page says so, and nothing is kept', async () => {
    const visitor = new Visitor();
    const back = await visitor.signIn(await w.link(SAM), SAM_EXT);
    await w.ringCentral.stop();
    const page = await visitor.get(back);
    expect([page.status, title(page.text)]).toEqual([502, 'The sign-in was not completed']);
    expect(await audited()).toMatchObject([{ act: 'sign-in', outcome: 'failed' }]);
  });

  it('a fault on our side is a page with a reference that is in the log', async () => {
    const link = await w.link(SAM);
    w.connections.authorizeUrl = () => {
      throw new Error('broken');
    };
    const page = await new Visitor().get(link);
    expect(page.status).toBe(500);
    const reference = /reference (\w+)/.exec(page.text)?.[1];
    expect(w.logged).toContainEqual(expect.objectContaining({ reference, what: 'broken' }));
  });

  it('no ticket, state or code reaches the log, and the store holds none in clear', async () => {
    const kept: string[] = [];
    const { set } = w.store;
    w.store.set = (key, value, ttl) => {
      kept.push(key, value);
      return set(key, value, ttl);
    };
    const visitor = new Visitor();
    const link = await w.link(SAM);
    const back = await visitor.signIn(link, SAM_EXT);
    await visitor.get(back);
    await w.message(/^You are connected/);
    const secrets = [link, back].flatMap((url) => [...new URL(url).searchParams.values()]).filter((s) => s.length > 20);
    expect(secrets).toHaveLength(3);
    const everything = `${JSON.stringify(w.logged)}${kept.join('\n')}`;
    for (const secret of secrets) expect(everything).not.toContain(secret);
  });
});
