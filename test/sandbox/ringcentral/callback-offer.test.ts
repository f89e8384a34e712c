import { describe, expect, it } from 'vitest';
import { dial, OWN_NUMBER, type TestLeg } from './test-leg.js';

/** Longer than the pauses within a recording, shorter than the line's patience. */
const PROMPT_OVER_MS = 1000;

async function enter(line: TestLeg, number: string): Promise<void> {
  for (const digit of number) {
    line.press(digit);
    await line.run(200);
  }
}

/** To the question for the number. */
async function accept(line: TestLeg): Promise<void> {
  await line.told('callback-offered');
  await line.silence(PROMPT_OVER_MS);
  line.press('1');
  await line.told('callback-accepted');
  await line.silence(PROMPT_OVER_MS);
}

const toldOf = (line: TestLeg, what: string) => line.story.all().find((one) => one.what === what);

describe('the callback offer', () => {
  it('before hold: 1, ten digits, 1 to confirm, goodbye; the line hangs up and nobody holds', async () => {
    const line = await dial({ callbackOffer: 'before-hold' });
    await accept(line);
    await enter(line, OWN_NUMBER);
    await line.silence(PROMPT_OVER_MS);
    line.press('1');
    await line.told('callback-confirmed');
    await line.run(15_000);
    expect(line.ended()).toBe('destination');
    expect(line.count('hold')).toBe(0);
    expect(toldOf(line, 'callback-digits')).toMatchObject({ count: 10, right: true, person: 'U0DANA' });
  });

  it('during hold: it comes after an announcement, and declined (no key) the hold goes on to the agent', async () => {
    const line = await dial({ callbackOffer: 'during-hold', holdMs: [18_000, 18_000], announcementEveryMs: 3_000 });
    await line.told('announcement');
    await line.told('callback-offered');
    await line.told('callback-not-taken');
    await line.told('agent-speaks');
    expect(line.ended()).toBeUndefined();
  });

  it('before hold, with no key in time, the hold begins', async () => {
    const line = await dial({ callbackOffer: 'before-hold' });
    await line.told('callback-not-taken');
    await line.told('hold');
  });

  it('a key it does not know is answered with “not a valid choice”, and it is offered once more', async () => {
    const line = await dial({ callbackOffer: 'before-hold' });
    await line.told('callback-offered');
    line.press('5');
    await line.silence(PROMPT_OVER_MS);
    line.press('1');
    await line.told('callback-accepted');
  });

  it('nine digits are asked for again, a number that is not the caller’s is told as wrong, and 2 asks for another', async () => {
    const line = await dial({ callbackOffer: 'before-hold' });
    await accept(line);
    await enter(line, OWN_NUMBER.slice(1));
    await line.run(5_500);
    await line.silence(PROMPT_OVER_MS);
    await enter(line, '2025550177');
    await line.silence(PROMPT_OVER_MS);
    line.press('2');
    await line.silence(PROMPT_OVER_MS);
    await enter(line, OWN_NUMBER);
    await line.silence(PROMPT_OVER_MS);
    line.press('1');
    await line.told('callback-confirmed');
    const entered = line.story.all().filter((one) => one.what === 'callback-digits');
    expect(entered.map(({ count, right }) => [count, right])).toEqual([
      [9, false],
      [10, false],
      [10, true],
    ]);
  });

  it('the number is never in the story, however it was pressed', async () => {
    const line = await dial({ callbackOffer: 'before-hold' });
    await accept(line);
    await enter(line, `${OWN_NUMBER}${OWN_NUMBER}`);
    await line.silence(PROMPT_OVER_MS);
    line.press('1');
    await line.told('callback-confirmed');
    const keys = line.story.all().flatMap(({ what, key }) => (what === 'key' ? [key] : []));
    expect(new Set(keys)).toEqual(new Set(['•']));
    expect(JSON.stringify(line.story.all())).not.toContain(OWN_NUMBER);
  });
});
