import type { Destination, MenuStep, OpeningHours, Weekday } from '../terms.js';

/**
 * The built-in IRS lines: only those whose number comes from an official page or one good source. Admins can change all
 * of it with a destinations file. Numbers, hours and menus do change, hence `checked`.
 */

const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
const CHECKED_ON = '2026-11-23';

/** Most IRS hours are in the caller's local time, which the IRS takes from the calling number's area code. */
function weekdays(from: string, to: string, zone = 'line'): OpeningHours {
  return { days: WEEKDAYS, from, to, zone, closedOnFederalHolidays: true };
}

/**
 * The practitioner line as callers met it from April to August 2026. Another firm met the disclosures before the second
 * prompt in January 2026; the long guard of step 2 covers both orders. Not yet verified with a call of our own.
 */
const PPS_MENU: readonly MenuStep[] = [
  { label: 'English', awaits: { silenceMs: 1_200 }, then: { press: '1' }, guardMs: 90_000 },
  // Disclosures of one to more than four minutes may come before this prompt, with pauses of up to about 1.5 s; keys
  // pressed during them did harm. Only a prompt is followed by several seconds of silence.
  { label: 'individual accounts', awaits: { silenceMs: 2_500 }, then: { press: '2' }, guardMs: 420_000 },
];

/** The destinations without a destinations file. The first one is the default. */
export const PRESETS: readonly Destination[] = [
  {
    id: 'pps',
    name: 'IRS Practitioner Priority Service',
    number: '+18668604259',
    hours: weekdays('07:00', '19:00'),
    menu: PPS_MENU,
    note: 'For tax professionals with an authorization on file (Form 2848, 8821 or 8655). The menu script is not verified yet: 1 for English, then 2 for individual accounts.',
    checked: { sure: 'high', on: CHECKED_ON },
  },
  {
    id: 'individual',
    name: 'IRS individual taxpayers',
    number: '+18008291040',
    hours: weekdays('07:00', '19:00'),
    menu: [],
    note: 'Voice bots may answer first; they are not agents.',
    checked: { sure: 'high', on: CHECKED_ON },
  },
  {
    id: 'business',
    name: 'IRS business and specialty tax',
    number: '+18008294933',
    hours: weekdays('07:00', '19:00'),
    menu: [],
    checked: { sure: 'high', on: CHECKED_ON },
  },
  {
    id: 'acs-individual',
    name: 'IRS collection (ACS), wage earners',
    number: '+18008297650',
    hours: weekdays('08:00', '20:00'),
    menu: [],
    note: 'Hours are not verified yet. Voice bots may answer first. If the client’s notice has another number, use that one.',
    checked: { sure: 'low', on: CHECKED_ON },
  },
  {
    id: 'acs-business',
    name: 'IRS collection (ACS), self-employed and businesses',
    number: '+18008293903',
    hours: weekdays('08:00', '20:00'),
    menu: [],
    note: 'Hours are not verified yet. Voice bots may answer first. If the client’s notice has another number, use that one.',
    checked: { sure: 'low', on: CHECKED_ON },
  },
  {
    id: 'ehelp',
    name: 'IRS e-help desk (e-Services, e-file)',
    number: '+18662550654',
    hours: weekdays('06:30', '18:00', 'America/Chicago'),
    menu: [],
    note: 'Hours are not verified yet.',
    checked: { sure: 'low', on: CHECKED_ON },
  },
  {
    id: 'tas',
    name: 'Taxpayer Advocate, national intake',
    number: '+18777774778',
    hours: weekdays('07:00', '19:00'),
    menu: [],
    note: 'Hours are not verified yet. Intake only: an advocate may take two weeks to answer.',
    checked: { sure: 'low', on: CHECKED_ON },
  },
  {
    id: 'exempt',
    name: 'IRS tax-exempt and government entities',
    number: '+18778295500',
    hours: weekdays('08:00', '17:00'),
    menu: [],
    checked: { sure: 'medium', on: CHECKED_ON },
  },
  {
    id: 'international',
    name: 'IRS international taxpayers',
    number: '+12679411000',
    hours: weekdays('06:00', '23:00', 'America/New_York'),
    menu: [],
    note: 'Not toll-free.',
    checked: { sure: 'high', on: CHECKED_ON },
  },
  {
    id: 'estate-gift',
    name: 'IRS estate and gift tax',
    number: '+18666994083',
    hours: weekdays('08:00', '15:30', 'America/New_York'),
    menu: [],
    note: 'Another source says it closes at 16:00.',
    checked: { sure: 'medium', on: CHECKED_ON },
  },
];
