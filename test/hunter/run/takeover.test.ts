import { describe, expect, it } from 'vitest';
import type { ResumeOutcome } from '../../../src/hunter/ports/phone.js';
import { due } from '../../../src/hunter/rules/due.js';
import { createFakePhone } from '../../../support/fake-phone.js';
import {
  answered,
  begin,
  call,
  claim,
  destination,
  line,
  offered,
  onHold,
  phaseOf,
  verdict,
} from '../support/fixtures.js';
import {
  asked,
  callOn,
  claimOffer,
  createService,
  createWorld,
  hear,
  startHunt,
  stateOf,
  type World,
} from '../support/running.js';

const oneLine = { lines: [line(1)] };
const ids = { sessionId: 's-new', partyId: 'p-new' };

describe('a call that is heard again', () => {
  it('has its new ids, and is where it was', () => {
    const story = begin();
    const callId = onHold(story, 1);
    story.tell({ type: 'hearing-lost', callId });
    expect(story.tell({ type: 'call-resumed', callId, ...ids })).toEqual(['call-resumed']);
    expect(story.state.calls[0]).toMatchObject({ phase: 'on-hold', hears: true, stage: 'hold', ...ids });
  });

  it('in the menu waits for the prompt again before a key is pressed, and the guard starts over', () => {
    const story = begin(oneLine);
    const callId = answered(story, 1);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    const presses = () => due(story.state, story.now + 1_000).filter((item) => item.do === 'press');
    expect(presses()).toHaveLength(1);
    story.wait(100);
    story.tell({ type: 'call-resumed', callId, ...ids });
    expect(presses()).toEqual([]);
    expect(story.state.calls[0]?.stepSince).toBe(story.now);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    expect(presses()).toHaveLength(1);
  });

  it('keeps its offer, and counts the audio from the beginning', () => {
    const story = begin();
    const offerId = offered(story, 1);
    story.tell({ type: 'call-resumed', callId: call(1), ...ids });
    expect(story.state.offers[0]).toMatchObject({ status: 'open' });
    expect(story.state.offers[0]).not.toHaveProperty('heardFromMs');
    expect(claim(story, offerId)).toEqual(['offer-claimed']);
  });

  it('has its agent spoken to at once: the last phrase was timed by another clock', () => {
    const story = begin();
    offered(story, 1);
    story.tell({ type: 'phrase-said', callId: call(1), phrase: 'courtesy' });
    const says = () => due(story.state, story.now).flatMap((item) => (item.do === 'say' ? [item.phrase] : []));
    expect(says()).toEqual([]);
    story.tell({ type: 'call-resumed', callId: call(1), ...ids });
    expect(says()).toEqual(['still-joining']);
  });

  it('gives up a number that was being entered, which is never entered twice', () => {
    const story = begin();
    const callId = onHold(story, 1);
    const recording = { id: 'r-1', kind: 'callback-offer', seconds: 4 } as const;
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended', { recording }) });
    story.tell({ type: 'choose-callback', callId, choice: 'call-me-back', number: '+12025550143', by: 'U0DANA' });
    story.tell({ type: 'callback-entry-began', callId, entry: 0 });
    const told = story.tell({ type: 'call-resumed', callId, ...ids });
    expect(told).toEqual(['call-resumed', 'callback-failed']);
  });

  it('stays over once it is over', () => {
    const story = begin();
    const callId = onHold(story, 1);
    story.tell({ type: 'call-ended', callId, end: 'far-end', reason: '' });
    expect(story.tell({ type: 'call-resumed', callId, ...ids })).toEqual([]);
    expect(phaseOf(story, callId)).toBe('ended');
  });
});

describe('a process that takes a hunt up', () => {
  /** Process `a` is gone after `before`; process `b` starts with a phone that can take its call up again. */
  async function crash(before: (world: World, huntId: string) => Promise<void>, hunt: object = oneLine) {
    const world = createWorld();
    const { clock } = world;
    const mortal = clock.mortal();
    const first = createService(world, 'a', { clock: mortal });
    const huntId = await startHunt(first, hunt);
    await clock.settle();
    await before(world, huntId);
    await clock.settle();
    mortal.kill();
    const phone = createFakePhone(clock);
    phone.rules.look = async () => ({ seen: 'alive', audible: false });
    phone.rules.resume = async () => ({ outcome: 'audible', ...ids });
    const second = createService(world, 'b', { phone });
    /** Lets the dead process's leases expire, and nothing more. */
    const comeUp = async () => {
      await second.adopt();
      await clock.advance(14_000);
      return stateOf(second, huntId);
    };
    return { world, clock, phone, second, huntId, comeUp, callId: callOn(world.phone, 'line-1') };
  }
  const holding = (world: World) => hear(world, callOn(world.phone, 'line-1'), 'music');
  const withAgent = (world: World) => hear(world, callOn(world.phone, 'line-1'), 'music', 'person');

  it('hears its call again, tunes the ear to where the call is, and dials nothing', async () => {
    const { phone, second, comeUp, callId } = await crash(holding);
    const state = await comeUp();
    expect(state.calls).toMatchObject([{ phase: 'on-hold', hears: true, ...ids }]);
    expect(phone.asked.map(({ what }) => what)).toEqual([`resume ${callId}`, `tune ${callId} hold`]);
    await second.stop();
  });

  it('continues an open offer: the agent hears the next phrase as soon as the call is heard again', async () => {
    const { phone, second, comeUp, callId } = await crash(async (world) => {
      await withAgent(world);
      await world.clock.advance(2_000);
    });
    const state = await comeUp();
    expect(state.offers).toMatchObject([{ status: 'open' }]);
    const at = (what: string) => phone.asked.find((each) => each.what === what)?.at;
    expect(at(`say ${callId} still-joining`)).toBe(at(`resume ${callId}`));
    await second.stop();
  });

  it('does not let a call that is slow to come back hold up the others', async () => {
    const { phone, second, comeUp, clock, world } = await crash(
      async (before) => {
        await before.clock.advance(2_000);
        await hear(before, callOn(before.phone, 'line-1'), 'music');
        await hear(before, callOn(before.phone, 'line-2'), 'music', 'person');
      },
      { lines: [line(1), line(2)] },
    );
    const [slow, quick] = [callOn(world.phone, 'line-1'), callOn(world.phone, 'line-2')];
    let back = (_: ResumeOutcome): void => {};
    phone.rules.resume = ({ callId }) =>
      callId === slow
        ? new Promise((resolve) => {
            back = resolve;
          })
        : Promise.resolve({ outcome: 'audible', ...ids });
    await comeUp();
    expect(asked(phone, 'tune')).toEqual([`tune ${quick} hold`]);
    expect(asked(phone, 'say').length).toBeGreaterThan(0);
    back({ outcome: 'audible', ...ids });
    await clock.settle();
    expect(asked(phone, 'tune')).toEqual([`tune ${quick} hold`, `tune ${slow} hold`]);
    await second.stop();
  });

  it('hands the call over by the ids it has now', async () => {
    const { phone, second, comeUp, huntId, clock } = await crash(withAgent);
    const refs: string[] = [];
    const { handOver } = phone;
    phone.handOver = (ref, ...rest) => {
      refs.push(ref.partyId);
      return handOver(ref, ...rest);
    };
    await comeUp();
    await claimOffer(second, huntId, 'k1');
    await clock.settle();
    expect(asked(phone, 'hand-over')).toHaveLength(1);
    expect(refs).toEqual(['p-new']);
    await second.stop();
  });

  it('drops a call that came back after it was let go', async () => {
    const { phone, second, comeUp, callId, huntId } = await crash(holding);
    let back = (_: ResumeOutcome): void => {};
    phone.rules.resume = () =>
      new Promise((resolve) => {
        back = resolve;
      });
    await comeUp();
    await second.request(huntId, { type: 'cancel', by: 'U0DANA' });
    expect(asked(phone, 'drop')).toEqual([]);
    back({ outcome: 'audible', ...ids });
    await phoneIsAsked(phone, `drop ${callId}`);
    expect(asked(phone, 'drop')).toEqual([`drop ${callId}`]);
    await second.stop();
  });

  it('in the menu, and unheard: drops it, and dials again', async () => {
    const { phone, second, comeUp, callId, clock, huntId } = await crash(
      async (world) => {
        world.phone.tell({ callId: callOn(world.phone, 'line-1'), type: 'answered' });
      },
      { ...oneLine, destination },
    );
    phone.rules.resume = async () => ({ outcome: 'controllable', reason: 'as told' });
    await comeUp();
    await clock.advance(40_000);
    expect(asked(phone, 'drop')).toEqual([`drop ${callId}`]);
    expect((await stateOf(second, huntId)).calls.map(({ phase }) => phase)).toEqual(['ended', 'ringing']);
    await second.stop();
  });

  async function phoneIsAsked(phone: ReturnType<typeof createFakePhone>, what: string): Promise<void> {
    await expect.poll(() => phone.asked.some((each) => each.what === what)).toBe(true);
  }
});

describe('a process whose hunt another process owns', () => {
  /** By the time this process renews, another one holds the hunt. */
  async function loseHunt({ store, clock }: World, huntId: string): Promise<void> {
    store.renew = async () => false;
    await store.release(`hunt:${huntId}`, 'a1');
    expect(await store.acquire(`hunt:${huntId}`, 'other', 60_000)).toBe(true);
    await clock.advance(4_000);
  }

  it('lets its calls go, and drops none, when it wakes from a long sleep', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const first = createService(world, 'a');
    const huntId = await startHunt(first, oneLine);
    await clock.settle();
    await hear(world, callOn(phone, 'line-1'), 'music');
    await loseHunt(world, huntId);
    expect(asked(phone, 'let-go')).toEqual([`let-go ${callOn(phone, 'line-1')}`]);
    expect(asked(phone, 'drop')).toEqual([]);
    await first.stop();
  });

  it('records how the hand-over it had begun ended: nobody else knows', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const first = createService(world, 'a');
    const huntId = await startHunt(first, oneLine);
    await clock.settle();
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    await claimOffer(first, huntId, 'k1');
    await clock.settle();
    await loseHunt(world, huntId);
    phone.finishHandOver({ outcome: 'connected', way: 'bridge' });
    await clock.settle();
    expect((await stateOf(first, huntId)).offers[0]?.status).toBe('connected');
    await first.stop();
  });

  it('drops the call it had just placed: the new owner, who never learned its ids, redials', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const { dial } = phone.rules;
    let place = (): void => {};
    phone.rules.dial = async (...asked) => {
      await new Promise<void>((resume) => {
        place = resume;
      });
      return dial(...asked);
    };
    phone.rules.drop = async () => asked(phone, 'drop').length > 1;
    const first = createService(world, 'a');
    const huntId = await startHunt(first, oneLine);
    await clock.settle();
    await loseHunt(world, huntId);
    place();
    await clock.advance(2_000);
    const drop = `drop ${callOn(phone, 'line-1')}`;
    expect(asked(phone, 'drop')).toEqual([drop, drop]);
    await first.stop();
  });

  it('does not record what it said: the silence counts from the new owner’s phrases', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    phone.rules.say = () => new Promise((resume) => clock.setTimer(resume, 15_000));
    const asleep = clock.mortal();
    const first = createService(world, 'a', { clock: asleep });
    const huntId = await startHunt(first, oneLine);
    await clock.settle();
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    expect(asked(phone, 'say')).toHaveLength(1);
    asleep.kill();
    await clock.advance(20_000);
    expect((await stateOf(first, huntId)).calls[0]).not.toHaveProperty('lastPhrase');
  });

  it('whose owner has since died: takes the hunt up again once it can, and looks at its calls', async () => {
    const world = createWorld();
    const { clock, store, phone } = world;
    let isAway = false;
    const ofHunts = <T>(name: string, work: () => Promise<T>): Promise<T> =>
      isAway && name.startsWith('hunt:') ? Promise.reject(new Error('The store does not answer')) : work();
    const first = createService(world, 'a', {
      store: {
        ...store,
        renew: (name, token, ttlMs) => ofHunts(name, () => store.renew(name, token, ttlMs)),
        acquire: (name, token, ttlMs) => ofHunts(name, () => store.acquire(name, token, ttlMs)),
      },
    });
    const huntId = await startHunt(first, oneLine);
    await clock.settle();
    const callId = callOn(phone, 'line-1');
    await hear(world, callId, 'music');
    isAway = true;
    const mortal = clock.mortal();
    const other = createFakePhone(mortal);
    other.rules.resume = async () => ({ outcome: 'audible', ...ids });
    createService(world, 'b', { phone: other, clock: mortal });
    await clock.advance(15_000);
    expect((await stateOf(first, huntId)).calls[0]).toMatchObject(ids);
    mortal.kill();
    isAway = false;
    phone.rules.resume = async () => ({ outcome: 'audible', sessionId: 's-3', partyId: 'p-3' });
    await clock.advance(15_000);
    expect(asked(phone, 'let-go')).toEqual([`let-go ${callId}`]);
    expect((await stateOf(first, huntId)).calls[0]).toMatchObject({ hears: true, sessionId: 's-3' });
    await first.stop();
  });
});

describe('a planned stop', () => {
  it('lets the calls go before the hunts', async () => {
    const world = createWorld();
    const { clock, phone, store } = world;
    const hunts = createService(world, 'a');
    const huntId = await startHunt(hunts, oneLine);
    await clock.settle();
    const held: boolean[] = [];
    const { letGo } = phone;
    phone.letGo = async (callId) => {
      held.push(!(await store.acquire(`hunt:${huntId}`, 'other', 1)));
      return letGo(callId);
    };
    await hunts.stop();
    expect(asked(phone, 'let-go')).toEqual([`let-go ${callOn(phone, 'line-1')}`]);
    expect(held).toEqual([true]);
  });

  it('waits for a hand-over in progress, begins none, and stops within its grace period', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    const hunts = createService(world, 'a', { stopGraceMs: 20_000 });
    const huntId = await startHunt(hunts, { lines: [line(1), line(2)], wanted: 2 });
    await clock.advance(2_000);
    await hear(world, callOn(phone, 'line-1'), 'music', 'person');
    await claimOffer(hunts, huntId, 'k1');
    await clock.settle();
    let stopped = false;
    const stop = hunts.stop().then(() => {
      stopped = true;
    });
    await hear(world, callOn(phone, 'line-2'), 'music', 'person');
    await claimOffer(hunts, huntId, 'k2', 'U0SAM');
    await clock.advance(12_000);
    expect(stopped).toBe(false);
    phone.finishHandOver({ outcome: 'connected', way: 'bridge' });
    await clock.settle();
    await stop;
    expect(asked(phone, 'hand-over')).toHaveLength(1);
    expect(asked(phone, 'let-go')).toEqual([`let-go ${callOn(phone, 'line-2')}`]);
    const state = await stateOf(hunts, huntId);
    expect(state).toMatchObject({ agentsReached: 1 });
  });

  it('waits until a call that rings is answered, and only then lets it go; one that keeps ringing is not waited for beyond the grace period', async () => {
    for (const answers of [true, false]) {
      const world = createWorld();
      const { clock, phone } = world;
      const hunts = createService(world, 'a', { stopGraceMs: 20_000 });
      const huntId = await startHunt(hunts, { lines: [line(1), line(2)] });
      await clock.settle();
      const callId = callOn(phone, 'line-1');
      let stoppedAt: number | undefined;
      const began = clock.now();
      const stop = hunts.stop().then(() => {
        stoppedAt = clock.now() - began;
      });
      await clock.advance(6_000);
      expect([stoppedAt, asked(phone, 'let-go')]).toEqual([undefined, []]);
      if (answers) phone.tell({ callId, type: 'answered' });
      await clock.advance(14_000);
      await stop;
      expect(stoppedAt).toBe(answers ? 6_000 : 20_000);
      // The second line fell due meanwhile and was not dialed.
      expect([asked(phone, 'dial'), asked(phone, 'let-go')]).toEqual([['dial line-1'], [`let-go ${callId}`]]);
      expect((await stateOf(hunts, huntId)).calls).toMatchObject([{ phase: answers ? 'waiting' : 'ringing' }]);
    }
  });

  it('does not wait for a ringing call we are not part of: it goes on by itself', async () => {
    const world = createWorld();
    const { clock, phone } = world;
    phone.rules.dial = async (callId) => ({
      ...{ outcome: 'dialled', sessionId: `s-${callId}`, partyId: `p-${callId}` },
      ...{ way: 'call-out-number', hears: false },
    });
    const hunts = createService(world, 'a', { stopGraceMs: 20_000 });
    await startHunt(hunts, { lines: [line(1)] });
    await clock.settle();
    await hunts.stop();
    expect(asked(phone, 'let-go')).toEqual([`let-go ${callOn(phone, 'line-1')}`]);
  });
});
