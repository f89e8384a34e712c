import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, withoutNumbers } from '../src/log.js';

function written(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('trace', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it.each(['token', 'refresh_token', 'password', 'authorization', 'phoneNumber', 'number', 'email', 'note', 'text'])(
    'never holds the field %s, however deep',
    (field) => {
      const secret = 'S3CRET-VALUE';
      const line = written((log) => {
        log.info({ [field]: secret }, 'top');
        log.info({ a: { [field]: secret } }, 'one deep');
        log.info({ a: { b: { [field]: secret } } }, 'two deep');
        log.info({ a: { b: { c: { [field]: secret } } } }, 'three deep');
      });
      expect(line).not.toContain(secret);
      expect(line).toContain('[redacted]');
    },
  );

  it("drops a provider's payload from an error and numbers from its message, and keeps its code", () => {
    const error = Object.assign(new Error('cannot ring +12025550123'), {
      code: 'CMN-101',
      data: { to: '+12025550123' },
      response: { headers: { authorization: 'Bearer abc' } },
    });
    const line = written((log) => log.error({ err: error }, 'the hand-over was refused'));
    expect(line).toContain('CMN-101');
    expect(line).not.toContain('2025550123');
    expect(line).not.toContain('Bearer');
  });

  it('takes phone-like and tax-like numbers out of a sentence, whatever separates their digits', () => {
    const separated = fc
      .tuple(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 12 }),
        fc.constantFrom('', '-', ' ', '.'),
      )
      .map(([digits, separator]) => digits.join(separator));
    fc.assert(
      fc.property(separated, (number) => {
        expect(withoutNumbers(`call ${number} now`)).toBe('call [number] now');
      }),
    );
  });

  it('keeps ids and short figures', () => {
    expect(withoutNumbers('s-0a1b2c345678901 after 1500 ms, status 486')).toBe(
      's-0a1b2c345678901 after 1500 ms, status 486',
    );
  });
});
