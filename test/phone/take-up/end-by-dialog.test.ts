import { afterEach, describe, expect, it } from 'vitest';
import type { DialogState } from '../../../src/phone/softphone/sip/softphone.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import type { FakeLine } from '../support/fake-line.js';
import { line, type PhoneCase, phoneCase, SESSIONS, sessionJson } from '../support/phone-case.js';

const dialog: DialogState = {
  ...{ callId: 'sip-1', localTag: 'ours', local: '<sip:a@b>;tag=ours', remote: '<sip:c@b>;tag=theirs' },
  ...{ target: 'sip:c@192.0.2.1', routes: [], cseq: 3, sdpSession: 1, sdpVersion: 1 },
};
const LOST = { cause: 'line-lost', reason: 'The softphone line crashed.' } as const;

describe('a call that a lost line left standing, where the API drops no calls of others', () => {
  let one: PhoneCase;
  afterEach(() => one.close());
  const begin = async (resumeFails?: SoftphoneError) => {
    const prepare = (made: FakeLine): void => {
      made.resumeFails = resumeFails;
    };
    one = await phoneCase({ prepare });
    const call = await one.dialled();
    one.server.on('DELETE', `${SESSIONS}/*`, { status: 403, json: { errorCode: 'TAS-106' } });
    one.line().tell({ leg: 'call1', type: 'answered' });
    one.line().tell({ leg: 'call1', type: 'dialog', dialog });
    return call;
  };

  it('is ended by its own dialog', async () => {
    await begin();
    one.line().end('call1', LOST);
    await expect.poll(() => one.lines.at(-1)?.done).toContain('hangUp end:call1');
    expect(one.lines.at(-1)?.done).toContain('resume end:call1 sip-1');
  });

  it('is left alone when its session shows that it is over', async () => {
    await begin();
    one.sessions.set('s-call1', sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Disconnected']));
    one.line().end('call1', LOST);
    await expect.poll(() => one.server.count('GET', `${SESSIONS}/s-call1`)).toBeGreaterThan(0);
    expect(one.lines.flatMap(({ done }) => done).filter((what) => what.startsWith('resume'))).toEqual([]);
  });

  it('counts as still there when the server does not give the dialog back', async () => {
    const call = await begin(new SoftphoneError('call-refused', 'The phone service did not give the call back.'));
    one.line().end('call1', LOST);
    await expect.poll(() => one.lines.at(-1)?.done).toContain('resume end:call1 sip-1');
    expect(one.lines.at(-1)?.done).not.toContain('hangUp end:call1');
    expect(await one.phone.look(call)).toMatchObject({ seen: 'alive', audible: false });
  });

  it('is not asked to end over REST again once that was refused: hand-overs need the requests', async () => {
    one = await phoneCase();
    const ids = { sessionId: 's-left', partyId: 'p-left-1' };
    one.sessions.set('s-left', sessionJson('s-left', ['p-left-1', 'Outbound', 'Answered']));
    one.server.on('DELETE', `${SESSIONS}/*`, { status: 403, json: { errorCode: 'TAS-106' } });
    for (let attempt = 1; attempt <= 5; attempt++)
      expect(await one.phone.drop({ callId: 'left', line, ...ids })).toBe(false);
    expect(one.server.count('DELETE', `${SESSIONS}/*`)).toBe(1);
  });
});
