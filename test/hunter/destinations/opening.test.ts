import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneOfNumber } from '../../../src/hunter/destinations/area-codes.js';
import { federalHoliday } from '../../../src/hunter/destinations/holidays.js';
import { LAST_MINUTES, openAt } from '../../../src/hunter/destinations/opening.js';
import type { Destination } from '../../../src/hunter/terms.js';

const pps: Destination = {
  id: 'pps',
  name: 'Practitioners',
  number: '+18005550199',
  menu: [],
  hours: {
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '07:00',
    to: '19:00',
    zone: 'line',
    closedOnFederalHolidays: true,
  },
  checked: { sure: 'high', on: '2026-05-01' },
};
const newYork = { number: '+12125550100' };
const losAngeles = { number: '+12135550100' };
/** Wednesday 13 May 2026, a summer day: New York is UTC−4. */
const at = (utc: string) => Date.parse(`2026-05-13T${utc}:00Z`);

describe('opening hours', () => {
  it('apply where the line’s own number is', () => {
    expect(openAt(pps, newYork, at('11:00')).open).toBe(true);
    expect(openAt(pps, losAngeles, at('11:00'))).toMatchObject({ open: false, opensAt: at('14:00') });
    expect(openAt(pps, losAngeles, at('23:30')).open).toBe(true);
  });

  it(`count the last ${LAST_MINUTES} minutes as closed, and give the next opening`, () => {
    expect(openAt(pps, newYork, at('22:44'))).toMatchObject({ open: true, until: at('22:45') });
    const closing = openAt(pps, newYork, at('22:45'));
    expect(closing).toMatchObject({ open: false, reason: 'It closes in less than 15 minutes.' });
    expect(closing).toMatchObject({ opensAt: Date.parse('2026-05-14T11:00:00Z') });
  });

  it('skip the weekend and a holiday', () => {
    // Friday evening before Memorial Day, 25 May 2026.
    const friday = openAt(pps, newYork, Date.parse('2026-05-22T23:30:00Z'));
    expect(friday).toMatchObject({ open: false, opensAt: Date.parse('2026-05-26T11:00:00Z') });
    expect(openAt(pps, newYork, Date.parse('2026-05-25T15:00:00Z'))).toMatchObject({
      reason: 'It is closed today: Memorial Day.',
    });
  });

  it('follow Pacific time for Alaska and Hawaii, and Puerto Rico an hour later by its clock', () => {
    expect(openAt(pps, { number: '+18085550100' }, at('14:00')).open).toBe(true);
    expect(openAt(pps, { number: '+19075550100' }, at('13:59')).open).toBe(false);
    expect(openAt(pps, { number: '+17875550100' }, at('11:59')).open).toBe(false);
    expect(openAt(pps, { number: '+17875550100' }, at('12:00')).open).toBe(true);
  });

  it('are in Eastern time, and say so, for an unknown area code', () => {
    const opening = openAt(pps, { number: '+18005550100' }, at('11:00'));
    expect(opening.open).toBe(true);
    expect(opening.assumed).toContain('Eastern');
    expect(openAt(pps, newYork, at('11:00')).assumed).toBeUndefined();
  });

  it('in a fixed zone do not depend on the line; a destination without hours is always open', () => {
    const central = { ...pps, hours: { ...(pps.hours as NonNullable<Destination['hours']>), zone: 'America/Chicago' } };
    expect(openAt(central, losAngeles, at('12:00')).open).toBe(true);
    expect(openAt(central, losAngeles, at('11:59')).open).toBe(false);
    const { hours: _, ...always } = pps;
    expect(openAt(always, newYork, at('03:00')).open).toBe(true);
  });

  it('stay right when daylight saving time begins', () => {
    // 8 March 2026 is the Sunday the clocks go forward: Monday 07:00 is 11:00 UTC, the Friday before it was 12:00.
    expect(openAt(pps, newYork, Date.parse('2026-03-06T11:30:00Z')).open).toBe(false);
    expect(openAt(pps, newYork, Date.parse('2026-03-09T11:30:00Z')).open).toBe(true);
  });

  it('are open, for any line at any moment, only within the hours of a working day; otherwise the next opening is ahead', () => {
    const moment = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2031-01-01') });
    const number = fc.constantFrom(
      '+12125550100',
      '+13125550100',
      '+13035550100',
      '+16025550100',
      '+19075550100',
      '+17875550100',
    );
    fc.assert(
      fc.property(moment, number, (now, line) => {
        const opening = openAt(pps, { number: line }, now);
        if (opening.open) {
          expect(opening.until).toBeGreaterThan(now);
          expect((opening.until ?? 0) - now).toBeLessThanOrEqual(12 * 3_600_000);
        } else {
          expect(opening.opensAt).toBeGreaterThan(now);
          expect(openAt(pps, { number: line }, opening.opensAt ?? 0).open).toBe(true);
          expect(openAt(pps, { number: line }, (opening.opensAt ?? 0) - 1).open).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('federal holidays', () => {
  it.each([
    [2026, 1, 1, 'New Year’s Day'],
    [2026, 1, 19, 'Martin Luther King Jr. Day'],
    [2026, 2, 16, 'Washington’s Birthday'],
    [2026, 5, 25, 'Memorial Day'],
    [2026, 6, 19, 'Juneteenth'],
    [2026, 7, 3, 'Independence Day'],
    [2026, 9, 7, 'Labor Day'],
    [2026, 10, 12, 'Columbus Day'],
    [2026, 11, 11, 'Veterans Day'],
    [2026, 11, 26, 'Thanksgiving Day'],
    [2026, 12, 25, 'Christmas Day'],
    [2027, 12, 24, 'Christmas Day'],
    [2027, 12, 31, 'New Year’s Day'],
    [2027, 7, 5, 'Independence Day'],
  ])('%i-%i-%i is %s as observed', (year, month, day, name) => {
    expect(federalHoliday({ year, month, day })).toBe(name);
  });

  it('are eleven a year, give or take an observed New Year’s Day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2022, max: 2060 }), (year) => {
        const days = Array.from({ length: 365 }, (_, index) => {
          const date = new Date(Date.UTC(year, 0, 1 + index));
          return { year, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        });
        const count = days.filter((day) => federalHoliday(day) !== undefined).length;
        expect(count).toBeGreaterThanOrEqual(10);
        expect(count).toBeLessThanOrEqual(12);
      }),
    );
  });
});

describe('area codes', () => {
  it.each([
    ['+12025550100', 'America/New_York'],
    ['+16155550100', 'America/Chicago'],
    ['+19155550100', 'America/Denver'],
    ['+14805550100', 'America/Phoenix'],
    ['+15035550100', 'America/Los_Angeles'],
    ['+16715550100', 'Pacific/Guam'],
  ])('%s is in %s', (number, zone) => {
    expect(zoneOfNumber(number)).toEqual({ zone, known: true });
  });

  it('are unknown for toll-free and foreign numbers and for text that is not a number', () => {
    for (const number of ['+18005550100', '+442071234567', '', 'nonsense'])
      expect(zoneOfNumber(number).known).toBe(false);
  });
});
