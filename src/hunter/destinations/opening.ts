import { TZDate } from '@date-fns/tz';
import type { Destination, E164, OpeningHours, Weekday } from '../terms.js';
import { zoneOfNumber } from './area-codes.js';
import { addDays, type Day, federalHoliday, weekdayOf } from './holidays.js';

/**
 * Callers who join the queue this late are not answered before closing, so a considerate caller leaves these minutes to
 * others.
 */
export const LAST_MINUTES = 15;

/** How far ahead to look for the next opening: longer than any run of holidays and weekends. */
const LOOK_AHEAD_DAYS = 14;

const MINUTE_MS = 60_000;
const DAY_NAMES: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * Zones the IRS treats differently from local time. Alaska and Hawaii follow Pacific time. Puerto Rico is served an
 * hour later by its own clock: 08:00–20:00 there is 07:00–19:00 at UTC−5 (the sign in `Etc/` names is reversed).
 */
const SERVED_AS: Readonly<Record<string, string>> = {
  'America/Anchorage': 'America/Los_Angeles',
  'Pacific/Honolulu': 'America/Los_Angeles',
  'America/Puerto_Rico': 'Etc/GMT+5',
};

export type Opening = {
  /** The zone in which the hours were read. */
  readonly zone: string;
  /** A sentence to show when the zone is an assumption. */
  readonly assumed?: string;
} & (
  | {
      readonly open: true;
      /** When dialing stops for the day; absent for a destination without hours. */
      readonly until?: number;
    }
  | { readonly open: false; readonly reason: string; readonly opensAt?: number }
);

function servedZone(hours: OpeningHours, lineNumber: E164): { zone: string; assumed?: string } {
  if (hours.zone !== 'line') return { zone: hours.zone };
  const { zone, known } = zoneOfNumber(lineNumber);
  const served = SERVED_AS[zone] ?? zone;
  return known
    ? { zone: served }
    : { zone: served, assumed: 'The area code of this line’s number is unknown, so Eastern time is assumed.' };
}

function dayIn(zone: string, at: number): Day {
  const local = new TZDate(at, zone);
  return { year: local.getFullYear(), month: local.getMonth() + 1, day: local.getDate() };
}

function instant(zone: string, { year, month, day }: Day, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return new TZDate(year, month - 1, day, hour, minute, 0, 0, zone).getTime();
}

/** Why the destination takes no calls on this day; undefined when it does. */
function closedAllDay(hours: OpeningHours, day: Day): string | undefined {
  const name = DAY_NAMES[weekdayOf(day)];
  if (name === undefined || !hours.days.includes(name)) return 'It is closed on this day of the week.';
  const holiday = hours.closedOnFederalHolidays ? federalHoliday(day) : undefined;
  return holiday === undefined ? undefined : `It is closed today: ${holiday}.`;
}

function nextOpening(hours: OpeningHours, zone: string, today: Day, now: number): number | undefined {
  for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead += 1) {
    const day = addDays(today, ahead);
    if (closedAllDay(hours, day) !== undefined) continue;
    const from = instant(zone, day, hours.from);
    if (from > now) return from;
  }
  return undefined;
}

/**
 * Whether a line may dial the destination now. If the destination says so, its hours are read in the zone of the line's
 * own number. Federal holidays and the last minutes before closing count as closed.
 */
export function openAt(destination: Destination, line: { readonly number: E164 }, now: number): Opening {
  const hours = destination.hours;
  if (hours === undefined) return { open: true, zone: zoneOfNumber(line.number).zone };
  const served = servedZone(hours, line.number);
  const today = dayIn(served.zone, now);
  const from = instant(served.zone, today, hours.from);
  const to = instant(served.zone, today, hours.to);
  const until = to - LAST_MINUTES * MINUTE_MS;
  const allDay = closedAllDay(hours, today);
  if (allDay === undefined && now >= from && now < until) return { ...served, open: true, until };
  const reason =
    allDay ??
    (now < from
      ? 'It has not opened yet.'
      : now < to
        ? `It closes in less than ${LAST_MINUTES} minutes.`
        : 'It has closed for today.');
  const opensAt = nextOpening(hours, served.zone, today, now);
  return { ...served, open: false, reason, ...(opensAt === undefined ? {} : { opensAt }) };
}
