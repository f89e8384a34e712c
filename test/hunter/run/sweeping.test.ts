import { describe, expect, it } from 'vitest';
import type { SeenCall } from '../../../src/hunter/run/sweep-rules.js';
import { sweepVerdict } from '../../../src/hunter/run/sweep-rules.js';
import { type CallFinder, createSweeper } from '../../../src/hunter/run/sweeper.js';
import { begin, call, claim, line, offered, onHold, T0 } from '../support/fixtures.js';
import { asked, createService, createWorld, startHunt, type World } from '../support/running.js';

const seen = (changes: Partial<SeenCall> = {}): SeenCall => ({
  sessionId: 's-nobody',
  partyId: 'p-nobody',
  line: line(1),
  beganAt: T0,
  placedByUs: true,
  ...changes,
});

describe('a call on one of our lines', () => {
  it('that is in a hunt’s record is wanted until the hunt has let it go', () => {
    const story = begin();
    const callId = onHold(story, 1);
    const its = seen({ sessionId: 's-1' });
    expect(sweepVerdict(its, [story.state], T0)).toEqual({ is: 'wanted' });
    story.tell({ type: 'call-ended', callId, end: 'line-lost', reason: '' });
    expect(sweepVerdict(its, [story.state], T0)).toMatchObject({ is: 'unwanted', huntId: 'hunt-1' });
    // Whichever softphone placed it: the record says it is ours.
    expect(sweepVerdict({ ...its, placedByUs: false }, [story.state], T0)).toMatchObject({ is: 'unwanted' });
  });

  it('in which taker and agent talk is theirs, even after the hunt', () => {
    const story = begin();
    claim(story, offered(story, 1));
    story.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    story.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: { outcome: 'connected', way: 'bridge' } });
    story.tell({ type: 'call-ended', callId: call(1), end: 'far-end', reason: '' });
    expect(story.state.endedAt).toBeDefined();
    expect(sweepVerdict(seen({ sessionId: 's-1' }), [story.state], T0)).toEqual({ is: 'wanted' });
  });

  it('that no hunt knows is ours only if our softphone placed it, and since the record is complete', () => {
    const { state } = begin();
    expect(sweepVerdict(seen(), [state], T0)).toMatchObject({ is: 'unwanted' });
    expect(sweepVerdict(seen({ placedByUs: false }), [state], T0)).toEqual({ is: 'not-ours' });
    expect(sweepVerdict(seen({ beganAt: T0 - 1 }), [state], T0)).toEqual({ is: 'not-ours' });
  });

  it('whose ids a hunt is about to learn is left for now', () => {
    const story = begin();
    story.tell({ type: 'begin-call', callId: call(1), lineId: 'line-1' });
    expect(sweepVerdict(seen(), [story.state], T0)).toEqual({ is: 'undecided' });
    expect(sweepVerdict(seen({ line: line(2) }), [story.state], T0)).toMatchObject({ is: 'unwanted' });
  });
});

describe('the sweeper', () => {
  interface Entry {
    readonly by: string;
    readonly act: string;
    readonly outcome: string;
  }

  function sweeperIn(world: World, finder: CallFinder, name = 'a') {
    const audited: Entry[] = [];
    const hunts = createService(world, name);
    const { clock, phone, store } = world;
    const sweeper = createSweeper({
      store,
      hunts,
      finder,
      phone,
      numbers: () => [],
      audit: { record: (entry) => void audited.push(entry) },
      log: { info: () => {}, warn: (_, message) => void world.logged.push(message), error: () => {} },
      clock,
      token: name,
    });
    return { hunts, sweeper, audited };
  }

  it('drops what no hunt wants, once in the whole deployment, and says so', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    let looks = 0;
    const finder: CallFinder = {
      callsOn: async () => {
        looks += 1;
        return phone.asked.some(({ what }) => what.startsWith('drop'))
          ? []
          : [seen({ line: line(3), beganAt: T0 + 5_000 })];
      },
    };
    const [one, other] = [sweeperIn(world, finder, 'a'), sweeperIn(world, finder, 'b')];
    await startHunt(one.hunts, { lines: [line(1), line(3)] });
    one.sweeper.start();
    other.sweeper.start();
    await clock.advance(1_500);
    expect(looks).toBe(1);
    expect(asked(phone, 'drop')).toEqual(['drop swept:s-nobody']);
    expect(one.audited).toMatchObject([{ by: 'the-bot', act: 'drop-line', outcome: 'done' }]);
    expect(world.logged).toContain('Found a call that no hunt wants; dropping it');
    await clock.advance(30 * 60_000);
    // The other process has its turn a minute later and finds nothing; then there is nothing to look for until the full hour.
    expect(looks).toBe(2);
    await clock.advance(31 * 60_000);
    expect(looks).toBeGreaterThan(2);
    one.sweeper.stop();
    other.sweeper.stop();
    await Promise.all([one.hunts.stop(), other.hunts.stop()]);
  });

  it('looks again after a minute when it could not look or drop, and gives up after five failures until something suggests it', async () => {
    const world = createWorld();
    const { clock } = world;
    let looks = 0;
    const finder: CallFinder = {
      callsOn: () => {
        looks += 1;
        return Promise.reject(new Error('not permitted'));
      },
    };
    const { hunts, sweeper } = sweeperIn(world, finder);
    await startHunt(hunts);
    sweeper.suggest();
    await clock.advance(20 * 60_000);
    expect(looks).toBe(5);
    sweeper.suggest();
    await clock.advance(2_000);
    expect(looks).toBe(6);
    sweeper.stop();
    await hunts.stop();
  });
});
