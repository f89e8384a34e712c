import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { A, line, type PhoneCase, phoneCase, request, SESSIONS, sessionJson } from '../support/phone-case.js';
import { JWT_OWNER, letPeopleSignIn, type RcPeople } from '../support/rc-people.js';
import type { Answer } from '../support/rc-server.js';

const SIP_INFO = /sip-info$/;
const CALL_OUT = /call-out$/;
const SESSION = /telephony\/sessions\//;
const OWNER = line.extensionId;
/** What RingCentral answers whoever may not. */
const MAY_NOT: Answer = {
  status: 403,
  json: { errorCode: 'CMN-408', errors: [{ errorCode: 'CMN-408', permissionName: 'ReadCompanyDevices' }] },
};

let one: PhoneCase;
let people: RcPeople;

async function begin(options: Parameters<typeof phoneCase>[0] = {}, connected = OWNER): Promise<void> {
  one = await phoneCase(options);
  people = letPeopleSignIn(one.server);
  const { connections } = one.account;
  await one.account.start();
  const answer = { code: `code-${connected}`, verifier: 'v'.repeat(43), redirectUri: 'https://bot/oauth/callback' };
  await connections.keep({ user: 'U0OWNER' }, await connections.redeem(answer));
}
/** Refuses what the owner of the line asks for; others get the answer. */
const refuseOwner = (method: string, path: string, answer: Answer) =>
  one.server.on(method, path, ({ authorization }) => (authorization.includes(`-${OWNER}-`) ? MAY_NOT : answer));

describe("a line whose owner has connected: its calls go with the owner's own sign-in", () => {
  afterEach(() => one.close());

  it('the credentials of its device, the looks at its calls, and their end', async () => {
    await begin();
    const call = await one.dialled();
    await one.phone.look({ ...call, callId: 'other' });
    expect(await one.phone.drop({ ...call, callId: 'other' })).toBe(true);
    expect(people.askedBy('GET', SIP_INFO)).toEqual([OWNER]);
    expect(new Set(people.askedBy('GET', SESSION))).toEqual(new Set([OWNER]));
    expect(people.askedBy('DELETE', SESSION)).toEqual([OWNER]);
    expect(people.grants()).toEqual([`authorization_code ${OWNER}`]);
  });

  it("other lines' calls go with the account's", async () => {
    await begin({}, '999');
    await one.dialled();
    expect(people.askedBy('GET', SIP_INFO)).toEqual(['jwt']);
  });

  it('what RingCentral refuses the owner to do is not done with other rights, and it is said whose rights they were', async () => {
    await begin({ dialWays: ['call-out-number'] });
    refuseOwner('POST', `${A}/telephony/call-out`, {
      status: 201,
      json: { session: sessionJson('s-1', ['p-1', 'Outbound', 'Setup']) },
    });
    const result = await one.phone.dial(request);
    expect(result).toMatchObject({ outcome: 'refused' });
    expect(result.outcome === 'refused' && result.reason).toMatch(
      /lacks the permission ReadCompanyDevices.*line owner's own RingCentral sign-in; \/irs-hunt disconnect/,
    );
    expect(people.askedBy('POST', CALL_OUT)).toEqual([OWNER]);
  });

  it("an ordinary person may not read a device's credentials: the line is run with the account's all the same", async () => {
    await begin();
    refuseOwner('GET', `${A}/device/*/sip-info`, {
      status: 200,
      json: {
        ...{ domain: 'sip.example.com', userName: '12025550101', password: 'pw', authorizationId: '802500201' },
        outboundProxies: [{ proxyTLS: 'sip20.example.com:5096' }],
      },
    });
    expect(await one.phone.dial(request)).toMatchObject({ outcome: 'dialled', way: 'softphone' });
    expect(people.askedBy('GET', SIP_INFO)).toEqual([OWNER, 'jwt']);
  });

  describe('a drop never fails because of it', () => {
    const drop = () => {
      one.sessions.set('s-9', sessionJson('s-9', ['p-9', 'Outbound', 'Answered']));
      return one.phone.drop({ callId: 'from-before', line, sessionId: 's-9', partyId: 'p-9' });
    };
    beforeEach(() => begin());

    it('when the sign-in is lost', async () => {
      people.dead.add(OWNER);
      one.server.tokens.valid.clear();
      expect(await drop()).toBe(true);
      expect(one.sessions.has('s-9')).toBe(false);
      expect(await one.account.connections.of({ user: 'U0OWNER' })).toMatchObject({ state: 'lost' });
      expect(people.askedBy('DELETE', SESSION)).toEqual(['jwt']);
    });

    it('when it may not', async () => {
      refuseOwner('DELETE', `${SESSIONS}/*`, { status: 204 });
      expect(await drop()).toBe(true);
      expect(people.askedBy('DELETE', SESSION)).toEqual([OWNER, 'jwt']);
    });

    it("when its budget is used up, which leaves the account's as it was", async () => {
      one.server.on('DELETE', `${SESSIONS}/*`, ({ authorization }) =>
        authorization.includes(`-${OWNER}-`) ? { status: 429, headers: { 'Retry-After': '60' } } : { status: 204 },
      );
      expect(await drop()).toBe(true);
      expect(one.account.pacer.figures().light.tooMany).toBe(0);
      expect(one.account.figures().light.tooMany).toBe(1);
    });

    it('when nobody answers at the token endpoint', async () => {
      await one.account.rest.send({
        method: 'GET',
        path: `${A}/extension/~`,
        group: 'light',
        priority: 'normal',
        doing: '',
      });
      for (const token of [...one.server.tokens.valid])
        if (token.includes(OWNER)) one.server.tokens.valid.delete(token);
      one.server.on('POST', '/restapi/oauth/token', 'silence');
      expect(await drop()).toBe(true);
      expect(people.askedBy('DELETE', SESSION).at(-1)).toBe('jwt');
    });
  });

  it('the user the bot works as anyway needs no second sign-in', async () => {
    await begin({}, JWT_OWNER);
    await one.account.signIn.token();
    await one.account.restOf(JWT_OWNER).send({
      ...{ method: 'GET', path: `${A}/extension/~`, group: 'light', priority: 'normal', doing: 'to look' },
    });
    expect(one.account.figures().light.sent - one.account.pacer.figures().light.sent).toBe(0);
  });
});
