import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainWords } from '../../../src/ear/words/numbers.js';
import { agentMarks, readEstimate, soundLikeAgent, soundsTooBusy, titleOf } from '../../../src/ear/words/text-rules.js';

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** A number below 1000 as spoken. */
function said(number: number): string {
  if (number < 20) return UNITS[number] ?? '';
  if (number < 100) return `${TENS[Math.floor(number / 10) - 2]}${number % 10 === 0 ? '' : ` ${UNITS[number % 10]}`}`;
  return `${UNITS[Math.floor(number / 100)]} hundred${number % 100 === 0 ? '' : ` ${said(number % 100)}`}`;
}

const spoken = (number: number) =>
  fc.constantFrom(said(number), said(number).toUpperCase(), String(number), said(number).replace(' ', '-'));

describe('numbers in a text', () => {
  it('become digits however they are spoken', () => {
    for (let number = 0; number < 1000; number++) expect(plainWords(said(number))).toEqual([String(number)]);
  });

  it('in the hundreds joined by “and” stay apart', () => {
    expect(plainWords('between one hundred and one hundred one')).toEqual(['between', '100', 'and', '101']);
  });

  it('spoken one by one stay apart', () => {
    expect(plainWords('Badge one one seven two')).toEqual(['badge', '1', '1', '7', '2']);
  });
});

describe('a wait that the line announces', () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 299 }), fc.integer({ min: 1, max: 300 }))
    .map(([a, more]) => [a, a + more] as const);

  it('between two lengths is read, in words or digits', () => {
    const sentence = range.chain(([from, through]) =>
      fc
        .tuple(
          spoken(from),
          spoken(through),
          fc.constantFrom(
            'between % and # minutes',
            '% to # minutes',
            '% minutes to # minutes',
            'from % to # minutes.',
          ),
        )
        .map(([a, b, form]) => ({
          from,
          through,
          text: `Your estimated wait time is ${form.replace('%', a).replace('#', b)}`,
        })),
    );
    fc.assert(
      fc.property(sentence, ({ from, through, text }) => {
        expect(readEstimate(text)).toEqual({
          fromMinutes: from,
          throughMinutes: through,
          text: `between ${from} and ${through} minutes`,
        });
      }),
    );
  });

  it.each([
    ['The wait is approximately forty five minutes.', 45, 45, 'about 45 minutes'],
    ['Your wait time is greater than sixty minutes', 60, undefined, 'more than 60 minutes'],
    ['your expected wait is more than an hour', 60, undefined, 'more than 60 minutes'],
    ['Estimated hold time: less than five minutes.', 0, 5, 'less than 5 minutes'],
    ['You will wait an hour and a half', 90, 90, 'about 90 minutes'],
    ['the wait is between one and two hours', 60, 120, 'between 60 and 120 minutes'],
    ['wait time one hour and fifteen minutes', 75, 75, 'about 75 minutes'],
    ['wait times are half an hour to an hour', 30, 60, 'between 30 and 60 minutes'],
    ['The estimated wait is one minute', 1, 1, 'about 1 minute'],
  ])('%s', (text, fromMinutes, throughMinutes, words) => {
    expect(readEstimate(text)).toEqual({ fromMinutes, throughMinutes, text: words });
  });

  it.each([
    'Please continue to hold. Your call is important to us.',
    'This call may take fifteen minutes.',
    'Please hold, there are five callers ahead of you',
    'Your wait is nine hundred minutes',
    '',
  ])('is not read into: %s', (text) => {
    expect(readEstimate(text)).toBeUndefined();
  });

  it('never crashes on any text or gives an empty range', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const estimate = readEstimate(`wait ${text}`);
        if (estimate?.throughMinutes !== undefined)
          expect(estimate.throughMinutes).toBeGreaterThanOrEqual(estimate.fromMinutes);
      }),
    );
  });
});

describe('an agent in words', () => {
  it.each([
    'Thank you for calling, my name is Miss Carter, badge number one zero zero two three four five.',
    'Hello this is Mrs. Jones, ID 1 0 0 4 5 5 2, how can I help you?',
    'Hi my name is Brian may I have your name please',
  ])('%s', (text) => {
    expect(soundLikeAgent(agentMarks(text))).toBe(true);
  });

  it.each([
    'My name is Alex, your virtual assistant. How can I help you?',
    'For English, press one. My name is of no matter: one one seven two',
    'Call us at one eight zero zero eight two nine one zero four zero',
    'Please continue to hold. Your call will be answered in the order it was received.',
    'May I have your attention, please.',
  ])('is not: %s', (text) => {
    expect(soundLikeAgent(agentMarks(text))).toBe(false);
  });

  it('takes more than digits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }), (digits) => {
        expect(soundLikeAgent(agentMarks(digits.map(said).join(' ')))).toBe(false);
      }),
    );
  });
});

describe('a line that turns callers away', () => {
  it.each([
    'Due to extremely high call volume in the topic you requested, we are unable to handle your call at this time. Please try again later.',
    'Please try again later or on our next business day. Goodbye.',
    "All circuits are busy. We can't take your call now.",
  ])('%s', (text) => {
    expect(soundsTooBusy(text)).toBe(true);
  });

  it.each([
    'We are experiencing high call volume. Please stay on the line.',
    'Due to high call volume your wait may be longer than sixty minutes.',
    'Our office is closed. Please call back on the next business day.',
    'Payments are posted on the next business day.',
    'We are unable to accept payments on this line.',
  ])('is not: %s', (text) => {
    expect(soundsTooBusy(text)).toBe(false);
  });
});

it('a recording’s title is its first words, readable', () => {
  expect(titleOf('PLEASE CONTINUE TO HOLD')).toBe('Please continue to hold');
  expect(titleOf('all of our representatives are still assisting other callers')).toBe(
    'All of our representatives are still assisting other …',
  );
  expect(titleOf(' the ')).toBeUndefined();
});
