import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draw } from '../../../src/bot/sign-in/pages.js';
import { Visitor } from '../support/visitor.js';
import { type WebLogin, webLogin } from '../support/web-login.js';
import { SAM } from '../support/world.js';

const EVIL = 'https://evil.example.com/';

let w: WebLogin;
beforeAll(async () => {
  w = await webLogin();
});
afterAll(() => w.stop());

/** A request as it is written, with nothing tidied up. */
function raw(path: string, method = 'GET', headers: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number; headers: Readonly<Record<string, unknown>>; text: string }>(
    (resolve, reject) => {
      const asked = request(w.botUrl, { path, method, headers }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      asked.on('error', reject);
      asked.end();
    },
  );
}

describe('the pages of signing in', () => {
  it('lead nowhere but to RingCentral with the address of the settings, whatever a request says', async () => {
    const link = await w.link(SAM);
    const more = `&redirect_uri=${EVIL}&next=${EVIL}&state=mine&code_challenge=x&return_to=${EVIL}`;
    const begun = await raw(`${link.slice(w.botUrl.length)}${more}`, 'GET', {
      Host: 'evil.example.com',
      'X-Forwarded-Host': 'evil.example.com',
      'X-Forwarded-Proto': 'https',
    });
    expect(begun.status).toBe(302);
    const to = new URL(String(begun.headers.location));
    expect(to.origin).toBe(w.ringCentral.env.RC_SERVER_URL);
    expect(to.searchParams.get('redirect_uri')).toBe(`${w.botUrl}/oauth/callback`);
    expect(to.searchParams.get('code_challenge_method')).toBe('S256');
    expect(String(begun.headers.location)).not.toContain('evil');
    expect(begun.headers['set-cookie']).toEqual([
      expect.stringMatching(/^hunt_sign_in_[\w-]{12}=[\w-]{43}; Path=\/oauth; Max-Age=3600; HttpOnly; SameSite=Lax$/),
    ]);
    for (const path of [
      `/oauth/callback?redirect_uri=${EVIL}`,
      `/oauth/start?url=${EVIL}`,
      `/oauth/${EVIL}`,
      '/oauth//evil.example.com',
      '/oauth/start/..%2f..%2f',
    ])
      expect((await raw(path)).headers.location).toBeUndefined();
  });

  it('put nothing of a request into headers or pages', async () => {
    for (const path of [
      '/oauth/start?ticket=a%0d%0aSet-Cookie:%20x=1',
      '/oauth/callback?state=%0d%0aLocation:%20https://evil.example.com&code=1',
      '/oauth/callback?error=%3Cscript%3Ealert(1)%3C/script%3E&state=x',
      '/oauth/callback?state=%3Cimg%20src=x%3E&code=%3Cb%3E',
      '/oauth/start?ticket=__proto__',
    ]) {
      const answer = await raw(path);
      expect(answer.status).toBe(400);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.text).not.toMatch(/<script|<img|<b>|evil/);
    }
  });

  it('show an error of RingCentral only when it is a plain word', async () => {
    const visitor = new Visitor();
    const ask = async (error: string) => {
      const begun = await visitor.get(await w.link(SAM));
      const state = new URL(begun.to).searchParams.get('state');
      return (await visitor.get(`${w.botUrl}/oauth/callback?state=${state}&error=${encodeURIComponent(error)}`)).text;
    };
    expect(await ask('invalid_scope')).toContain('“invalid_scope”');
    expect(await ask('<b>Call 1-800</b>')).toContain('“none”');
  });

  it('take only GET, only so much, and each parameter once', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
      const answer = await raw('/oauth/callback?state=x', method);
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, 'GET']);
    }
    expect((await raw(`/oauth/callback?state=${'x'.repeat(5_000)}`)).status).toBe(414);
    // Node itself refuses what is larger still.
    expect((await raw(`/oauth/callback?state=${'x'.repeat(50_000)}`)).status).toBe(431);
    const ticket = (await w.link(SAM)).split('=')[1];
    expect((await raw(`/oauth/start?ticket=${ticket}&ticket=${ticket}`)).status).toBe(400);
    expect((await raw(`/oauth/start?ticket=${ticket}`)).status).toBe(302);
    expect((await raw('/oauth/other')).status).toBe(404);
  });

  it('every answer forbids scripts, frames, keeping and referring', async () => {
    const link = await w.link(SAM);
    for (const path of ['/oauth/start', '/oauth/callback?state=1', '/oauth/x', link.slice(w.botUrl.length)]) {
      const { headers } = await raw(path);
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      );
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
    }
  });

  it('stop answering a flood from one address, answer others, and go on a minute later', async () => {
    const flood = await Promise.all(Array.from({ length: 130 }, () => raw('/oauth/start?ticket=x')));
    const turnedAway = flood.filter(({ status }) => status === 429);
    expect(turnedAway.length).toBeGreaterThanOrEqual(10);
    expect(turnedAway[0]?.headers['retry-after']).toBe('60');
    const other = { 'X-Forwarded-For': '198.51.100.7, 203.0.113.9' };
    expect((await raw('/oauth/start?ticket=x', 'GET', other)).status).toBe(400);
    w.pass(60_000);
    expect((await raw('/oauth/start?ticket=x')).status).toBe(400);
  });

  it('are not for previews: those do not use a link up', async () => {
    // The tests before this one have had Sam's five links.
    w.pass(600_000);
    const path = (await w.link(SAM)).slice(w.botUrl.length);
    const headers = [
      { 'User-Agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
      { 'Sec-Purpose': 'prefetch;prerender' },
    ];
    for (const each of headers) expect((await raw(path, 'GET', each)).status).toBe(403);
    expect((await raw(path)).status).toBe(302);
  });

  it('escape any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const html = draw({ status: 400, mark: 'refused', title: text, sentences: [text] });
        const tags = [...html.matchAll(/<\/?([a-z1]*)/g)].map(([, tag]) => tag);
        const known = new Set([
          'html',
          'head',
          'meta',
          'title',
          'link',
          'style',
          'body',
          'main',
          'p',
          'h1',
          'code',
          '',
        ]);
        expect(tags.filter((tag) => !known.has(tag ?? ''))).toEqual([]);
        expect(html.split('<p>')).toHaveLength(2);
      }),
    );
  });
});

describe('settings', () => {
  it('without a public address the command says what to set, and the pages, too', async () => {
    const bare = await webLogin({ noBaseUrl: true });
    try {
      await bare.slack.hands.command(SAM, '/irs-hunt connect');
      await bare.whisper(SAM, /Ask an admin to set `WEBHOOK_BASE_URL`/);
      const page = await new Visitor().get(`${bare.botUrl}/oauth/start?ticket=x`);
      expect([page.status, page.text.includes('WEBHOOK_BASE_URL')]).toEqual([503, true]);
    } finally {
      await bare.stop();
    }
  });

  it('a redirect address that is not registered ends at RingCentral, which says so', async () => {
    const wrong = await webLogin({ wrongRedirect: true });
    try {
      const visitor = new Visitor();
      const begun = await visitor.get(await wrong.link(SAM));
      const page = await visitor.get(begun.to);
      expect([page.status, page.to]).toEqual([400, '']);
      expect(page.text).toContain('OAU-109');
    } finally {
      await wrong.stop();
    }
  });
});
