import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiError } from '../../../sandbox/ringcentral/rest/api-error.js';
import { SignIns } from '../../../sandbox/ringcentral/rest/sign-ins.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { accountOn, memory } from '../support/account.js';
import { jumpingClock } from '../support/clocks.js';
import { whoAmI } from '../support/practice-account.js';
import { type Answer, type RcServer, startRcServer } from '../support/rc-server.js';

/** What happens to a process that finds its token stale: nothing, it stops dead at its nth step, or the store refuses n writes. */
const mishap = fc.oneof(
  fc.constant({ kind: 'none' as const, n: 0 }),
  fc.record({ kind: fc.constant('dies' as const), n: fc.nat(16) }),
  fc.record({ kind: fc.constant('store' as const), n: fc.integer({ min: 1, max: 6 }) }),
);
const turn = fc.record({ process: fc.nat(2), stale: fc.boolean(), mishap });

/** Longer than a lease, and than a slot of the Auth limit; far shorter than the grace of an unused pair. */
const A_WHILE_MS = 75_000;
const NEARLY_AN_HOUR_MS = 55 * 60_000;

let server: RcServer;
beforeAll(async () => {
  server = await startRcServer();
});
afterAll(() => server.close());

/** Three processes on one store, the practice RingCentral's own rotation rules, and a hand that stops a process dead. */
async function world() {
  const clock = jumpingClock();
  const shared = memory(clock);
  const signIns = new SignIns(() => clock.now());
  let [stepsLeft, refusals] = [Number.POSITIVE_INFINITY, 0];
  let died: () => void = () => {};
  const never = new Promise<never>(() => {});
  const isDead = () => {
    stepsLeft -= 1;
    if (stepsLeft >= 0) return false;
    died();
    return true;
  };
  server.on('POST', '/restapi/oauth/token', ({ form }): Answer => {
    if (isDead()) return 'silence';
    try {
      const found = form.has('code') ? signIns.open('101', form) : signIns.refresh(form.get('refresh_token'));
      const tokens = {
        access_token: found.access,
        refresh_token: found.refresh,
        owner_id: found.userId,
        expires_in: 3600,
      };
      server.tokens.valid.add(found.access);
      return isDead() ? 'silence' : { status: 200, json: tokens };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, json: { error: 'invalid_grant', errorCode: 'OAU-213' } };
    }
  });
  server.on('GET', whoAmI.path, ({ authorization }): Answer => {
    try {
      return { status: 200, json: { id: signIns.user(authorization.replace('Bearer ', '')) } };
    } catch {
      return { status: 401, json: { errorCode: 'OAU-213' } };
    }
  });
  const lost: unknown[] = [];
  const begin = async () => {
    let mine = true;
    const step = <T>(act: () => Promise<T>): Promise<T> => (!mine || isDead() ? never : act());
    const store: Store = {
      ...shared,
      get: (key) => step(() => shared.get(key)),
      acquire: (...lease) => step(() => shared.acquire(...lease)),
      renew: (...lease) => step(() => shared.renew(...lease)),
      release: (...lease) => step(() => shared.release(...lease)),
      setIfAbsent: (...entry) => step(() => shared.setIfAbsent(...entry)),
      set: (key, value, ttlMs) =>
        step(() =>
          key.includes(':sign-in:') && refusals-- > 0
            ? Promise.reject(new Error('refused'))
            : shared.set(key, value, ttlMs).then((done) => step(async () => done)),
        ),
    };
    const account = accountOn(server, { clock, store, jwt: false });
    account.connections.onLost((whose) => lost.push(whose));
    await account.start();
    const stop = () => {
      mine = false;
      account.stop();
    };
    return { account, stop };
  };
  const meddle = (kind: string, n: number): Promise<'dead'> => {
    stepsLeft = kind === 'dies' ? n : Number.POSITIVE_INFINITY;
    refusals = kind === 'store' ? n : 0;
    return new Promise((resolve) => {
      died = () => resolve('dead');
    });
  };
  return { clock, begin, meddle, lost };
}

it('whatever happens to processes in the middle of a refresh, nobody has to sign in again', async () => {
  const ofAll = fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 8 }), async (turns) => {
    const { clock, begin, meddle, lost } = await world();
    const processes = [await begin(), await begin(), await begin()];
    const [{ account: first }] = processes as [(typeof processes)[0]];
    const code = { code: 'code', verifier: 'v'.repeat(43), redirectUri: 'https://bot/oauth/callback' };
    await first.connections.keep('account', await first.connections.redeem(code));
    for (const { process, stale, mishap: what } of turns) {
      if (stale) clock.jump(NEARLY_AN_HOUR_MS);
      const death = meddle(what.kind, what.n);
      const used = processes[process]?.account.rest.send(whoAmI).catch(() => 'failed');
      const ended = await Promise.race([used, death]);
      meddle('none', 0);
      if (ended === 'dead') {
        processes[process]?.stop();
        processes[process] = await begin();
      }
      clock.jump(A_WHILE_MS);
      for (const { account } of processes) expect(await account.rest.send(whoAmI)).toEqual({ id: '101' });
    }
    expect(await processes[0]?.account.connections.of('account')).toMatchObject({ state: 'working' });
    expect(lost).toEqual([]);
    for (const { stop } of processes) stop();
  });
  await fc.assert(ofAll, { numRuns: 60 });
});
