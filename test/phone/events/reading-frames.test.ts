import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseBeforeRetry } from '../../../src/phone/events/feed.js';
import { newerWsc, readFrame } from '../../../src/phone/events/frames.js';
import { accountFilters, extensionFilters, readSubscription } from '../../../src/phone/events/subscription.js';

describe('reading frames', () => {
  it('takes the details, the token to recover with, replies, events and errors', () => {
    const meta = { type: 'ServerNotification', messageId: 7, status: 200, wsc: { token: 't-2', sequence: 2 } };
    expect(readFrame(JSON.stringify([meta, { uuid: 'u' }]))).toEqual({
      ...{ type: 'notification', messageId: '7', status: 200 },
      ...{ wsc: { token: 't-2', sequence: 2 }, body: { uuid: 'u' } },
    });
    const types = ['ConnectionDetails', 'ClientRequest', 'Error', 'Heartbeat'].map(
      (type) => readFrame(JSON.stringify([{ type }, {}])).type,
    );
    expect(types).toEqual(['details', 'reply', 'error', 'other']);
  });

  it('is not upset by anything else, such as the raw text of a reply in parts', () => {
    expect(readFrame('[{"type":"ClientRequest"}],--Boundary_1\r\nContent-Type: text/plain').type).toBe('other');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readFrame(text).type).toBeTypeOf('string');
      }),
    );
  });

  it('the newest token to recover with is the one with the highest sequence, in whatever order they come', () => {
    const wscs = fc.uniqueArray(fc.nat(1_000), { minLength: 1 });
    fc.assert(
      fc.property(wscs, (sequences) => {
        const seen = sequences.map((sequence) => ({ token: `t-${sequence}`, sequence }));
        const newest = seen.reduce<ReturnType<typeof newerWsc>>((known, one) => newerWsc(known, one), undefined);
        expect(newest?.sequence).toBe(Math.max(...sequences));
        expect(newerWsc(newest, undefined)).toBe(newest);
      }),
    );
  });
});

describe('what a subscription covers', () => {
  const disabled = (...filters: string[]) => ({
    id: 'sub',
    status: 'Active',
    disabledFilters: filters.map((filter) => ({ filter, reason: 'CMN-408', message: 'no' })),
  });

  it('is what was asked for without what was refused, named with the concrete account', () => {
    const whole = accountFilters();
    expect(readSubscription(disabled(), whole)?.coverage).toBe('account');
    expect(readSubscription(disabled('/restapi/v1.0/account/370/telephony/sessions'), whole)?.coverage).toBeUndefined();
    const each = extensionFilters(['201', '202']);
    const refused = disabled('/restapi/v1.0/account/370/extension/202/telephony/sessions?sipData=true');
    expect(readSubscription(refused, each)?.coverage).toEqual(new Set(['201']));
    expect(readSubscription({ status: 'Active' }, each)).toBeUndefined();
  });

  it('a blacklisted one is known in any spelling', () => {
    expect(
      ['Blacklisted', 'BlackListed'].map((status) => readSubscription({ id: 1, status }, [])?.blacklisted),
    ).toEqual([true, true]);
  });
});

describe('the pause before the next try', () => {
  it('doubles up to a minute and is spread over its second half', () => {
    expect([1, 2, 3, 6, 7, 50].map((failures) => pauseBeforeRetry(failures, 1))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
    ]);
    expect(pauseBeforeRetry(7, 0)).toBe(30_000);
  });
});
