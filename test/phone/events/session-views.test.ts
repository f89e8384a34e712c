import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNotification, type SessionNews } from '../../../src/phone/events/notification.js';
import { SessionViews } from '../../../src/phone/events/session-views.js';

/** An event as RingCentral prints it. */
function event(sequence: unknown, partyId: string, code: string, reason?: string) {
  return {
    uuid: `uuid-${String(sequence)}`,
    event: '/restapi/v1.0/account/37000001/extension/201/telephony/sessions',
    timestamp: '2026-01-01T00:00:00.123Z',
    subscriptionId: 'sub-1',
    ownerId: '62000001',
    body: {
      sequence,
      sessionId: '4503991',
      telephonySessionId: 's-1',
      serverId: '10.1.2.3',
      eventTime: '2026-01-01T00:00:00.000Z',
      origin: { type: 'Call' },
      parties: [
        {
          accountId: '37000001',
          extensionId: partyId === 'p-1' ? 201 : undefined,
          id: partyId,
          direction: partyId === 'p-1' ? 'Outbound' : 'Inbound',
          to: { phoneNumber: '+18005550199' },
          from: { phoneNumber: '+12025550101', name: 'Line 201' },
          status: { code, rcc: false, ...(reason ? { reason } : {}) },
          missedCall: false,
          standAlone: false,
          muted: false,
        },
      ],
    },
  };
}

describe('reading an event', () => {
  it('takes the ids, the sequence and the parties, and none of the numbers and names', () => {
    const news = readNotification(event(6, 'p-1', 'Answered'));
    expect(news).toEqual({
      uuid: 'uuid-6',
      subscriptionId: 'sub-1',
      sessionId: 's-1',
      sequence: 6,
      parties: [{ id: 'p-1', direction: 'outbound', extensionId: '201', status: 'answered', reason: '' }],
    });
    expect(JSON.stringify(news)).not.toMatch(/\+1|Line/);
  });

  it('takes any spelling of a status; an unknown one is no error', () => {
    const status = (code: string) => readNotification(event(2, 'p-2', code))?.parties[0]?.status;
    expect(['VoiceMail', 'Voicemail', 'VMScreening', 'answered', 'Tds'].map(status)).toEqual([
      'voicemail',
      'voicemail',
      'voicemail',
      'answered',
      'other',
    ]);
  });

  it('what is no event of a telephony session is none, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readNotification(value)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (sequence, parties, uuid) => {
        const news = readNotification({ uuid, body: { telephonySessionId: 's-1', sequence, parties } });
        expect(news?.sessionId).toBe('s-1');
        new SessionViews().take(news ?? { sessionId: '', parties: [] });
      }),
    );
  });
});

const STATUSES = ['setup', 'ringing', 'answered', 'held', 'over', 'moved'] as const;
const story: fc.Arbitrary<readonly SessionNews[]> = fc
  .array(fc.record({ party: fc.constantFrom('p-1', 'p-2', 'p-3'), status: fc.constantFrom(...STATUSES) }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((changes) =>
    changes.map(({ party, status }, i) => ({
      uuid: `u-${i}`,
      sessionId: 's-1',
      sequence: i + 2,
      parties: [{ id: party, direction: 'inbound' as const, status, reason: '' }],
    })),
  );

/** What arrives of a story: any of its events, in any order, any of them more than once. */
const arriving = story.chain((events) =>
  fc.tuple(fc.constant(events), fc.array(fc.nat(events.length - 1), { minLength: 1, maxLength: 60 })),
);

describe('the view that events make', () => {
  it('is the newest of each party that arrived, in any order, with any doubled and any lost', () => {
    fc.assert(
      fc.property(arriving, ([events, picks]) => {
        const views = new SessionViews();
        views.follow('s-1');
        const arrived = picks.flatMap((pick) => events[pick] ?? []);
        let seen = new Map<string, string>();
        for (const one of arrived) {
          const taken = views.take(one);
          if (taken.is === 'news') seen = new Map(taken.session.parties.map(({ id, status }) => [id, status]));
        }
        const newest = new Map<string, { sequence: number; status: string }>();
        for (const { sequence = 0, parties } of arrived)
          for (const { id, status } of parties)
            if ((newest.get(id)?.sequence ?? 0) < sequence) newest.set(id, { sequence, status });
        expect(Object.fromEntries(seen)).toEqual(
          Object.fromEntries([...newest].map(([id, { status }]) => [id, status])),
        );
      }),
    );
  });

  it('tells each change once: one that comes again is doubled, one that comes after a newer one is late', () => {
    const views = new SessionViews();
    views.follow('s-1');
    const take = (sequence: unknown, party: string, code: string) => {
      const news = readNotification(event(sequence, party, code));
      return news && views.take(news).is;
    };
    expect(take(5, 'p-2', 'Answered')).toBe('news');
    expect(take(5, 'p-2', 'Answered')).toBe('doubled');
    expect(take(3, 'p-2', 'Proceeding')).toBe('late');
    expect(take(4, 'p-1', 'Proceeding')).toBe('news');
    expect(take(undefined, 'p-1', 'Disconnected')).toBe('vague');
  });

  it('calls of others are foreign, before they are followed and after they are forgotten', () => {
    const views = new SessionViews();
    const news: SessionNews = { sessionId: 's-1', sequence: 2, parties: [] };
    expect(views.take(news)).toEqual({ is: 'foreign' });
    views.follow('s-1');
    views.forget('s-1');
    expect(views.take(news)).toEqual({ is: 'foreign' });
  });
});
