import { afterEach, describe, expect, it } from 'vitest';
import { refusalWords } from '../../../src/phone/api/refusals.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import { A, line, type PhoneCase, phoneCase, request } from '../support/phone-case.js';

const refusedWith = (status: number) => new SoftphoneError('credentials-refused', 'Refused.', { status });

describe('a line whose phone may not connect', () => {
  let one: PhoneCase;
  afterEach(() => one.close());
  const read = () => one.server.count('GET', `${A}/device/*/sip-info`);
  /** Each start of a line's phone, the first one first, is refused with these statuses; then they work. */
  const dial = async (...statuses: readonly number[]) => {
    const left = [...statuses];
    one = await phoneCase({
      dialWays: ['softphone'],
      prepare: (made) => {
        const status = left.shift();
        if (status !== undefined) made.startFails = refusedWith(status);
      },
    });
    return one.phone.dial(request);
  };

  it.each([403, 603])('with %i, with credentials read anew too, is signed in elsewhere', async (status) => {
    const reason = refusalWords('signed-in-elsewhere');
    expect(await dial(status, status)).toEqual({ outcome: 'refused', end: 'refused', reason });
    expect(read()).toBe(2);
  });

  it('but may with credentials read anew, calls as if nothing had been', async () => {
    expect(await dial(403)).toMatchObject({ outcome: 'dialled', way: 'softphone' });
    expect(read()).toBe(2);
    expect(one.facts).toEqual([]);
  });

  it('for its password is not suspected of company, nor asked for twice', async () => {
    expect(await dial(401)).toMatchObject({ outcome: 'refused', reason: 'Refused.' });
    expect(read()).toBe(1);
  });

  it('with another word the second time is told with that', async () => {
    expect(await dial(403, 401)).toMatchObject({ outcome: 'refused', reason: 'Refused.' });
  });

  it('because it has none is told to get one; a line that has one never is', async () => {
    one = await phoneCase({ dialWays: ['softphone'] });
    const without = { ...request, line: { ...line, deviceId: '' } };
    expect(await one.phone.dial(without)).toMatchObject({ outcome: 'refused', reason: refusalWords('no-phone') });
  });
});
