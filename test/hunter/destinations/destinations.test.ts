import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DestinationsError, loadDestinations } from '../../../src/hunter/destinations/destinations.js';
import { whyNotDialable } from '../../../src/hunter/destinations/dialable.js';
import { PRESETS } from '../../../src/hunter/destinations/presets.js';
import { keyOfStep } from '../../../src/hunter/rules/menu-script.js';

const practice = {
  id: 'practice',
  name: 'Practice line',
  number: '+18005550199',
  menu: [{ label: 'English', silenceMs: 600, press: '1', guardMs: 60_000 }],
  checked: { sure: 'high', on: '2026-05-01' },
};
const load = (...entries: unknown[]) => loadDestinations(JSON.stringify(entries));

describe('destinations', () => {
  it('are the presets without a file, the practitioner line first, all of them dialable', () => {
    const { all, get } = loadDestinations();
    expect(all()[0]?.id).toBe('pps');
    expect(get('pps')?.menu.map(keyOfStep)).toEqual(['1', '2']);
    expect(all().filter(({ menu }) => menu.length > 0)).toHaveLength(1);
    for (const { number } of PRESETS) expect(whyNotDialable(number, { practice: false })).toBeUndefined();
  });

  it('leave out lines whose number is too uncertain', () => {
    const ids = PRESETS.map(({ id }) => id);
    for (const unsure of ['balance-due', 'excise', 'identity', 'exam']) expect(ids).not.toContain(unsure);
  });

  it('from a file come first, and replace, change or remove presets', () => {
    const { all, get } = load(
      practice,
      { ...practice, id: 'tas' },
      { preset: 'pps', menu: [] },
      { preset: 'exempt', off: true },
    );
    expect(all()[0]?.id).toBe('practice');
    expect(get('tas')?.number).toBe('+18005550199');
    expect(get('pps')).toMatchObject({ number: '+18668604259', menu: [] });
    expect(get('exempt')).toBeUndefined();
    expect(get('business')).toBeDefined();
  });

  it('report every fault in the file at once, and where it is', () => {
    const broken = [
      { ...practice, number: '+19005551234' },
      { ...practice, menu: [{ label: 'x', silenceMs: 1, press: 'A', guardMs: 1 }] },
      { preset: 'nobody' },
      {
        ...practice,
        hours: { days: ['mon'], from: '9:00', to: '17:00', zone: 'Mars/Base', closedOnFederalHolidays: true },
      },
    ];
    const failure = (): string => {
      try {
        load(...broken);
        return 'no fault';
      } catch (error) {
        return error instanceof DestinationsError ? error.message : 'another error';
      }
    };
    expect(failure()).toMatch(/entry 1, number: .*premium/);
    expect(failure()).toMatch(/entry 2, menu\.0\.press/);
    expect(failure()).toMatch(/entry 3, preset/);
    expect(failure()).toMatch(/entry 4, hours\.from: must be a time/);
    expect(failure()).toMatch(/entry 4, hours\.zone: must be an IANA zone/);
    expect(() => loadDestinations('{')).toThrow('not JSON');
    expect(() => loadDestinations('{}')).toThrow('must be a JSON array');
    expect(() => load(practice, practice)).toThrow('appears twice');
  });
});

describe('the allow-list', () => {
  it.each([
    ['+911', 'number in the form'],
    ['911', 'number in the form'],
    ['+19115550123', 'service code'],
    ['+19005550123', 'premium'],
    ['+12129765555', 'premium'],
    ['+442071234567', 'not a US number'],
    ['+14165550123', 'toll-free or ordinary'],
    ['+18764567890', 'toll-free or ordinary'],
    ['+10005551234', 'not a valid number'],
  ])('refuses %s', (number, why) => {
    // Canadian practice numbers count as practice, so another exchange stands for Canada.
    const asked = number === '+14165550123' ? '+14169671111' : number;
    expect(whyNotDialable(asked, { practice: true })).toContain(why);
  });

  it('accepts practice numbers only from a file', () => {
    expect(whyNotDialable('+18005550199', { practice: true })).toBeUndefined();
    expect(whyNotDialable('+18005550199', { practice: false })).toContain('only come from a destinations file');
  });

  it('accepts nothing but +1 and ten digits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+?[0-9]{3,15}$/)), (number) => {
        fc.pre(!/^\+1\d{10}$/.test(number));
        expect(whyNotDialable(number, { practice: true })).toBeTypeOf('string');
      }),
    );
  });

  it('never accepts service codes or premium numbers', () => {
    const digits = fc.stringMatching(/^[0-9]{7}$/);
    fc.assert(
      fc.property(
        fc.constantFrom('211', '311', '411', '511', '611', '711', '811', '911', '900'),
        digits,
        (code, rest) => {
          expect(whyNotDialable(`+1${code}${rest}`, { practice: true })).toBeTypeOf('string');
        },
      ),
    );
  });
});
