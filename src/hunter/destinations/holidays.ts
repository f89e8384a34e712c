/** A date without a time; `month` is 1–12. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

interface Holiday extends Day {
  readonly name: string;
}

const DAY_MS = 86_400_000;

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

/** The day `days` later; negative for earlier. */
export function addDays({ year, month, day }: Day, days: number): Day {
  const date = new Date(Date.UTC(year, month - 1, day) + days * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The nth given weekday of a month; n = -1 is the last one. */
function nth(year: number, month: number, weekday: number, n: number): Day {
  if (n > 0) {
    const first = weekdayOf({ year, month, day: 1 });
    return { year, month, day: 1 + ((weekday - first + 7) % 7) + (n - 1) * 7 };
  }
  const last = addDays({ year: month === 12 ? year + 1 : year, month: month === 12 ? 1 : month + 1, day: 1 }, -1);
  return addDays(last, -((weekdayOf(last) - weekday + 7) % 7));
}

/** A fixed date on a Saturday is observed the Friday before, one on a Sunday the Monday after (5 USC 6103). */
function observed(day: Day): Day {
  const weekday = weekdayOf(day);
  return weekday === 6 ? addDays(day, -1) : weekday === 0 ? addDays(day, 1) : day;
}

/**
 * The US federal holidays of a calendar year on the days they are observed (New Year's Day may fall in the year
 * before).
 */
function holidaysOf(year: number): readonly Holiday[] {
  const fixed = (month: number, day: number, name: string) => ({ ...observed({ year, month, day }), name });
  return [
    fixed(1, 1, 'New Year’s Day'),
    { ...nth(year, 1, 1, 3), name: 'Martin Luther King Jr. Day' },
    { ...nth(year, 2, 1, 3), name: 'Washington’s Birthday' },
    { ...nth(year, 5, 1, -1), name: 'Memorial Day' },
    fixed(6, 19, 'Juneteenth'),
    fixed(7, 4, 'Independence Day'),
    { ...nth(year, 9, 1, 1), name: 'Labor Day' },
    { ...nth(year, 10, 1, 2), name: 'Columbus Day' },
    fixed(11, 11, 'Veterans Day'),
    { ...nth(year, 11, 4, 4), name: 'Thanksgiving Day' },
    fixed(12, 25, 'Christmas Day'),
  ];
}

/** The name of the US federal holiday observed on this day, if it is one. */
export function federalHoliday(day: Day): string | undefined {
  return [...holidaysOf(day.year), ...holidaysOf(day.year + 1)].find(
    (holiday) => holiday.year === day.year && holiday.month === day.month && holiday.day === day.day,
  )?.name;
}
