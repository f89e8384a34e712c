import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import { line, type PhoneCase, phoneCase, SESSIONS, sessionJson } from '../support/phone-case.js';

const verdict = { heard: 'person', atMs: 900, sinceMs: 100, reason: 'A voice.', degree: 'probable' } as const;

describe('a call in hand', () => {
  let one: PhoneCase;
  beforeEach(async () => {
    one = await phoneCase();
  });
  afterEach(() => one.close());

  it('passes on what the ear hears, tunes it, and tells it of keys before they are pressed', async () => {
    await one.dialled();
    one.ear.hear('call1', verdict);
    one.phone.tune('call1', 'hold');
    await one.phone.press('call1', '1');
    await one.phone.say('call1', 'courtesy');
    expect(one.facts).toEqual([{ callId: 'call1', type: 'heard', verdict }]);
    expect(one.ear.done).toEqual(['open call1 practice', 'tune call1 hold', 'key call1']);
    expect(one.line().done.slice(-2)).toEqual(['press call1 1', 'say call1']);
    expect(one.line().said[0]).toHaveLength('courtesy'.length);
  });

  it('is told as no longer heard when the ear has lost it, once, and a look says so too', async () => {
    const { sessionId, partyId } = await one.dialled();
    one.ear.lose('call1');
    one.ear.lose('nobody');
    expect(one.facts).toEqual([{ callId: 'call1', type: 'hearing-lost' }]);
    expect(await one.phone.look({ callId: 'call1', line, sessionId, partyId })).toEqual({
      seen: 'alive',
      audible: false,
    });
  });

  it('a key that cannot be pressed is an error, a phrase that cannot be said is not', async () => {
    await one.dialled();
    one.line().pressFails = new SoftphoneError('not-connected', 'No audio path yet.');
    await expect(one.phone.press('call1', '1')).rejects.toThrow('No audio path yet.');
    await expect(one.phone.press('nobody', '1')).rejects.toThrow('our line is not on this call');
    await one.phone.say('nobody', 'goodbye');
  });

  it('tells the end of a call once, closes the ear, and hears nothing after it', async () => {
    await one.dialled();
    one.line().end('call1', { cause: 'far-end', reason: 'The far end hung up.' });
    one.line().end('call1', { cause: 'far-end', reason: 'Again.' });
    one.ear.hear('call1', verdict);
    expect(one.facts).toEqual([{ callId: 'call1', type: 'ended', end: 'far-end', reason: 'The far end hung up.' }]);
    expect(one.ear.done.at(-1)).toBe('close call1');
  });

  it('a call whose line was lost is ended at RingCentral too', async () => {
    await one.dialled();
    one.line().end('call1', { cause: 'line-lost', reason: 'The connection was reset.' });
    expect(one.facts.at(-1)).toMatchObject({ type: 'ended', end: 'line-lost' });
    await expect.poll(() => one.sessions.has('s-call1')).toBe(false);
  });

  it('a session that is over without a word from SIP ends the call', async () => {
    await one.dialled();
    one.sessions.set('s-call1', sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Disconnected']));
    expect(await one.fact('ended')).toMatchObject({ end: 'far-end' });
    expect(one.line().done).toContain('hangUp call1');
  });

  it('drops by our own leg, and ends what outlives it over REST', async () => {
    const ref = await one.dialled();
    expect(await one.phone.drop(ref)).toBe(true);
    expect(one.line().done).toContain('hangUp call1');
    expect(one.facts.at(-1)).toMatchObject({ type: 'ended', end: 'us' });
    await expect.poll(() => one.sessions.has('s-call1')).toBe(false);
  });

  it('drops over REST when the line cannot hang up', async () => {
    const ref = await one.dialled();
    one.line().hangUpFails = new SoftphoneError('hang-up-unconfirmed', 'The BYE was not confirmed.');
    expect(await one.phone.drop(ref)).toBe(true);
    expect(one.sessions.has('s-call1')).toBe(false);
    expect(await one.phone.drop(ref)).toBe(true);
  });

  it('says so when a call can be dropped neither way', async () => {
    const ref = await one.dialled();
    one.line().hangUpFails = new SoftphoneError('line-lost', 'Lost.');
    one.server.on('DELETE', `${SESSIONS}/*`, { status: 503 });
    expect(await one.phone.drop(ref)).toBe(false);
    expect(one.server.count('DELETE', `${SESSIONS}/*`)).toBe(3);
  });

  describe('after a restart', () => {
    const ref = { callId: 'old', line, sessionId: 's-old', partyId: 'p-old-1' };
    const other = ['p-old-2', 'Inbound', 'Answered'] as const;

    it('looks at the session: alive but not audible, handed over, gone, unknown', async () => {
      one.sessions.set('s-old', sessionJson('s-old', ['p-old-1', 'Outbound', 'Answered'], other));
      expect(await one.phone.look(ref)).toEqual({ seen: 'alive', audible: false });
      one.sessions.set('s-old', sessionJson('s-old', ['p-old-1', 'Outbound', 'Gone', 'AttendedTransfer'], other));
      expect(await one.phone.look(ref)).toEqual({ seen: 'handed-over' });
      one.sessions.set('s-old', sessionJson('s-old', ['p-old-1', 'Outbound', 'Disconnected'], other));
      expect(await one.phone.look(ref)).toEqual({ seen: 'gone' });
      one.sessions.delete('s-old');
      expect(await one.phone.look(ref)).toEqual({ seen: 'gone' });
      one.server.on('GET', `${SESSIONS}/*`, 'break');
      expect(await one.phone.look(ref)).toMatchObject({
        seen: 'unknown',
        reason: expect.stringContaining('cannot be reached'),
      });
    });

    it('drops a call it knows nothing of over REST, but never a talk that began meanwhile', async () => {
      one.sessions.set('s-old', sessionJson('s-old', ['p-old-1', 'Outbound', 'Answered'], other));
      expect(await one.phone.drop(ref)).toBe(true);
      expect(one.sessions.has('s-old')).toBe(false);
      one.sessions.set('s-old', sessionJson('s-old', ['p-old-1', 'Outbound', 'Disconnected', 'BlindTransfer'], other));
      expect(await one.phone.drop(ref)).toBe(true);
      expect(one.sessions.has('s-old')).toBe(true);
    });

    it('a call without a session has nothing left to drop', async () => {
      expect(await one.phone.drop({ callId: 'never' })).toBe(true);
    });
  });
});
