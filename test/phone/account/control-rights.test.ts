import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/hunter/ports/store.js';
import { type ActingUser, ControlRights } from '../../../src/phone/account/control-rights.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { silent } from '../support/account.js';
import { line } from '../support/phone-case.js';

const DAY_MS = 24 * 3_600_000;
const call = { callId: 'c', line, sessionId: 's-1', partyId: 'p-1' };

describe('what may be done to the calls of a line', () => {
  let now = 0;
  let acting: ActingUser;
  let store: Store;
  const clock = { now: () => now, setTimer: () => () => undefined };
  const rights = () => new ControlRights({ store, actingFor: () => acting, scope: 'app', clock, log: silent });
  const answering = (answer: boolean | undefined) => {
    const asked: unknown[] = [];
    const mayControl = async (ids: unknown) => {
      asked.push(ids);
      return answer;
    };
    return { asked, sessions: { mayControl } };
  };

  beforeEach(() => {
    now = 1_000_000;
    acting = { userId: 'admin', ownsLine: false };
    store = createMemoryStore({ retentionMs: DAY_MS, now: () => now });
  });

  it('is the owner’s where the line’s own user is signed in: nothing is tried', async () => {
    acting = { userId: 'admin', ownsLine: true };
    const { asked, sessions } = answering(false);
    await rights().probe(call, sessions);
    expect(asked).toEqual([]);
    expect(await rights().of('201')).toBe('owner');
  });

  it.each([
    [true, 'allowed'],
    [false, 'refused'],
  ] as const)('is tried once, and known to every process afterwards (%s → %s)', async (answer, right) => {
    const { asked, sessions } = answering(answer);
    expect(await rights().of('201')).toBe('unknown');
    await rights().probe(call, sessions);
    await rights().probe(call, sessions);
    expect(asked).toEqual([{ sessionId: 's-1', partyId: 'p-1' }]);
    expect(await rights().of('201')).toBe(right);
  });

  it('stays unknown, and is tried at the next call, when the answer says nothing of it', async () => {
    const { asked, sessions } = answering(undefined);
    await rights().probe(call, sessions);
    await rights().probe(call, sessions);
    expect(asked).toHaveLength(2);
    expect(await rights().of('201')).toBe('unknown');
  });

  it('is tried again a day after a refusal, and a month after it worked', async () => {
    await rights().learn('201', false);
    now += DAY_MS + 1;
    expect(await rights().of('201')).toBe('unknown');
    await rights().learn('201', true);
    now += 29 * DAY_MS;
    expect(await rights().of('201')).toBe('allowed');
    now += DAY_MS + 1;
    expect(await rights().of('201')).toBe('unknown');
  });

  it('says nothing of another user who signs in', async () => {
    await rights().learn('201', true);
    acting = { userId: 'another-admin', ownsLine: false };
    expect(await rights().of('201')).toBe('unknown');
  });

  it('is unknown, not refused, while the store is away', async () => {
    const away = async () => {
      throw new Error('away');
    };
    const without = new ControlRights({
      ...{ store: { get: away, set: away }, actingFor: () => acting, scope: 'app', clock, log: silent },
    });
    expect(await without.of('201')).toBe('unknown');
    await without.learn('201', true);
    await without.probe(call, answering(true).sessions);
  });
});
