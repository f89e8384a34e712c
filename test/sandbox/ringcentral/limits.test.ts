import { expect, it } from 'vitest';
import { ApiError } from '../../../sandbox/ringcentral/rest/api-error.js';
import { type Group, Limits } from '../../../sandbox/ringcentral/rest/limits.js';

function limited(
  options: { lightPerMinute?: number; penaltyAtStart?: { requests: number; retryAfterS: number } } = {},
) {
  let now = 0;
  const limits = new Limits({ now: () => now, ...options });
  return {
    pass: (ms: number) => {
      now += ms;
    },
    send: (group: Group): number | string => {
      try {
        return limits.count('owner', group)['X-Rate-Limit-Remaining'] ?? '';
      } catch (error) {
        return error instanceof ApiError ? Number(error.headers['Retry-After']) : -1;
      }
    },
  };
}

it('ten Heavy requests a minute, the eleventh is refused for 60 s', () => {
  const { send, pass } = limited();
  expect(Array.from({ length: 10 }, () => send('Heavy'))).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1', '0']);
  expect(send('Heavy')).toBe(60);
  expect(send('Light')).toBe('49');
  pass(60_001);
  expect(send('Heavy')).toBe('9');
});

it('every request during the penalty starts it anew', () => {
  const { send, pass } = limited({ lightPerMinute: 1 });
  send('Light');
  expect(send('Light')).toBe(60);
  pass(59_000);
  expect(send('Light')).toBe(60);
  pass(59_000);
  expect(send('Light')).toBe(60);
  pass(60_001);
  expect(send('Light')).toBe('0');
});

it('the first two Light requests can be refused by order', () => {
  const { send } = limited({ penaltyAtStart: { requests: 2, retryAfterS: 3 } });
  expect([send('Light'), send('Medium'), send('Light'), send('Light')]).toEqual([3, '39', 3, '49']);
});
