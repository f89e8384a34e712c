import { afterEach, describe, expect, it } from 'vitest';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import { codeReadings } from '../../../src/phone/speech/code-phrases.js';
import type { FakeLine } from '../support/fake-line.js';
import { line, type PhoneCase, phoneCase, sessionJson } from '../support/phone-case.js';

const target = { kind: 'extension', extensionId: '105105', extensionNumber: '105', name: 'Front Office' } as const;
const request = { line, target, digits: '482019', maxRingMs: 2_000 };
type Row = Parameters<typeof sessionJson>[1];

let c: PhoneCase;

/** The session of the call that was placed last shows these parties of the other side. */
function shows(...callees: readonly Row[]) {
  return (made: FakeLine) => {
    made.dialPlan = (leg) => {
      const [sessionId, partyId] = [`s-${leg.replace(/\W/g, '')}`, 'own'];
      c.sessions.set(sessionId, sessionJson(sessionId, [partyId, 'Outbound', 'Answered'], ...callees));
      return { sessionId, partyId };
    };
  };
}

async function say(prepare: (made: FakeLine) => void) {
  c = await phoneCase({ prepare });
  return c.phone.speakCode(request);
}

const said = () => c.line().said.length;
const hungUp = () => c.line().done.some((what) => what.startsWith('hangUp code:'));

describe('a code', () => {
  afterEach(() => c.close());

  it('is said in two readings to who answers at the extension, then the line hangs up', async () => {
    expect(await say(shows(['p2', 'Inbound', 'Answered', undefined, '105105']))).toEqual({ outcome: 'spoken' });
    expect(c.line().done.find((what) => what.startsWith('dial'))).toMatch(/^dial code:201\/\d+ 105$/);
    expect(said()).toBe(2);
    expect(hungUp()).toBe(true);
  });

  it('is said on a phone outside the firm to which the extension’s calls are led', async () => {
    const left = ['p2', 'Inbound', 'Disconnected', undefined, '105105'] as const;
    expect(await say(shows(left, ['p3', 'Inbound', 'Answered']))).toEqual({ outcome: 'spoken' });
  });

  it.each([
    ['another extension', ['p2', 'Inbound', 'Answered', undefined, '106106'], 'refused'],
    ['a voicemail', ['p2', 'Inbound', 'VoiceMail', undefined, '105105'], 'voicemail'],
    ['a busy phone', ['p2', 'Inbound', 'Disconnected', 'TargetBusy', '105105'], 'busy'],
    ['who declines', ['p2', 'Inbound', 'Disconnected', 'Rejected', '105105'], 'unanswered'],
  ] as const)('is not said to %s', async (_, callee, outcome) => {
    expect(await say(shows(callee))).toMatchObject({ outcome });
    expect(said()).toBe(0);
    expect(hungUp()).toBe(true);
  });

  it('that somebody hung up on before its first reading was over was not heard', async () => {
    const prepare = (made: FakeLine) => {
      shows(['p2', 'Inbound', 'Answered', undefined, '105105'])(made);
      made.say = async (leg) => made.end(leg, { cause: 'far-end', reason: 'They hung up.' });
    };
    expect(await say(prepare)).toMatchObject({ outcome: 'unanswered', reason: expect.stringContaining('hung up') });
  });

  it('is not said when the line cannot be had, cannot call or breaks', async () => {
    const broken = (made: FakeLine) => {
      made.startFails = new SoftphoneError('credentials-refused', 'The line may not register.');
    };
    expect(await say(broken)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('may not register'),
    });
    await c.close();
    const silent = (made: FakeLine) => {
      shows(['p2', 'Inbound', 'Answered', undefined, '105105'])(made);
      made.say = async () => {
        throw new SoftphoneError('line-lost', 'The line was lost.');
      };
    };
    expect(await say(silent)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('was lost') });
  });
});

describe('the readings of a code', () => {
  const clip = (name: string) =>
    new Int16Array(name.startsWith('digit-') ? 800 : 1_600).fill(Number(name.slice(6)) || 9);
  const readings = codeReadings('482019', clip);

  it('have every digit in its order, each with a pause after it', () => {
    for (const reading of readings) {
      const runs: { value: number; length: number }[] = [];
      for (const value of reading) {
        const last = runs.at(-1);
        if (last?.value === value) last.length += 1;
        else runs.push({ value, length: 1 });
      }
      const digits = runs.filter(({ value, length }) => value !== 0 && length === 800).map(({ value }) => value);
      // The clip of “zero” is made of nines here.
      expect(digits).toEqual([4, 8, 2, 9, 1, 9]);
      expect(runs.filter(({ value }) => value === 0).every(({ length }) => length >= 3_600)).toBe(true);
    }
  });
});
