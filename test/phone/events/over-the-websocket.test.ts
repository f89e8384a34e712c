import { afterEach, describe, expect, it } from 'vitest';
import type { Setup } from '../../sandbox/ringcentral/world.js';
import { fastClock } from '../support/clocks.js';
import { EventWorld, until } from '../support/event-world.js';

let world: EventWorld;

afterEach(() => world.stop());

const start = async (setup: Setup = {}) => {
  world = await EventWorld.start(setup);
};

describe('events over the WebSocket', () => {
  it('tell that the destination answered and that the call ended, without one look', async () => {
    await start();
    const bot = await world.process();
    await world.subscribed(bot);
    expect(world.world.rc.events.counts().filters).toEqual(['/restapi/v1.0/account/~/telephony/sessions']);
    const softphone = await world.call();
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    expect(call.over()).toBeUndefined();
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    await until('over', () => call.over() !== undefined);
    expect(call.over()?.end).toBe('far-end');
    expect(world.looks()).toBe(0);
    expect(bot.events.figures()).toMatchObject({ transport: 'websocket', missed: 0 });
  });

  it('why a call was not answered stands in the far end’s event, without one look', async () => {
    await start({ manners: { pickUp: ['busy'] }, beliefs: { declinedInside: 'busy-tone' } });
    const bot = await world.process();
    await world.subscribed(bot);
    const softphone = await world.call('101');
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('over', () => call.over() !== undefined);
    expect(call.over()?.end).toBe('busy');
    expect(world.looks()).toBe(0);
  });

  it.each([
    ['doubled', { doubled: true }],
    ['reordered', { reordered: true }],
    ['doubled, reordered and late', { doubled: true, reordered: true, delayMs: 30 }],
  ])('%s events lead to the same', async (_, trouble) => {
    await start({ faults: { events: trouble } });
    const bot = await world.process();
    await world.subscribed(bot);
    const softphone = await world.call();
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    await until('over', () => call.over() !== undefined);
    expect(call.over()?.end).toBe('far-end');
    expect(world.looks()).toBe(0);
  });

  it('each line is subscribed to by itself where the whole account may not be followed', async () => {
    await start({ faults: { events: { accountFilter: 'refused' } } });
    let lines = ['62002010'];
    const bot = await world.process({ extensionIds: () => lines, clock: fastClock() });
    await world.subscribed(bot);
    const filter = (id: string) => `/restapi/v1.0/account/~/extension/${id}/telephony/sessions`;
    expect(world.world.rc.events.counts().filters).toEqual([filter('62002010')]);
    expect([bot.events.sessions.covers('62002010'), bot.events.sessions.covers('62002020')]).toEqual([true, false]);
    lines = ['62002010', '62002020'];
    await until('the new line is covered', () => bot.events.sessions.covers('62002020'));
    // The new subscription has taken the place of the old.
    expect(world.world.rc.events.counts().filters).toEqual(lines.map(filter));
    const softphone = await world.call();
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('our own party is told of', () => bot.events.figures().news > 0);
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    // Whether anybody had answered only a look can tell; that our own party is out is told.
    await until('over', async () => {
      await bot.passes(400);
      return call.over() !== undefined;
    });
  });

  it('an app without the permission gets none, and says so; calls are looked at as ever', async () => {
    await start({ tuning: { missingAppPermissions: ['WebSocketsSubscription'] } });
    const bot = await world.process();
    await bot.events.start();
    await until('the token was refused', () => world.requests('POST', /wstoken$/) > 0);
    const softphone = await world.call();
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('answered', async () => {
      await bot.passes(5_000);
      return call.answered();
    });
    expect(world.looks()).toBeGreaterThan(0);
    expect(world.requests('POST', /wstoken$/)).toBe(1);
    expect(bot.events.figures().healthy).toBe(false);
  });
});

describe('a lost connection', () => {
  it('is recovered: what was missed comes, and nothing is looked at for it', async () => {
    await start();
    const bot = await world.process();
    await world.subscribed(bot);
    const softphone = await world.call();
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    const { doubts } = bot.events.figures();
    world.world.rc.events.cut();
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    await until('over', () => call.over() !== undefined);
    const connected = world.world.story.all().filter((one) => one.what === 'events-connected');
    expect(connected.map((one) => one.recoveryState)).toEqual([undefined, 'Successful']);
    expect(world.looks()).toBe(0);
    expect(world.world.story.all().filter((one) => one.what === 'events-subscribed')).toHaveLength(1);
    // That it was lost is the one doubt.
    expect(bot.events.figures().doubts).toBe(doubts + 1);
  });

  it('over which more was missed than the server keeps leaves a doubt, and every call is looked at', async () => {
    await start({ tuning: { recoveryEvents: 1 } });
    const bot = await world.process({ clock: fastClock(5) });
    await world.subscribed(bot);
    const softphone = await world.call();
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    const { doubts } = bot.events.figures();
    world.world.rc.events.cut();
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    // One for the loss, one for what may not have been kept.
    await until('doubted', () => bot.events.figures().doubts === doubts + 2);
    await bot.passes(0);
    await until('over', () => call.over() !== undefined);
  });

  it('that cannot be recovered is begun anew, and every call is looked at', async () => {
    await start();
    const bot = await world.process();
    await world.subscribed(bot);
    const softphone = await world.call();
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    world.world.rc.events.cut();
    await until('it is lost', () => !bot.events.figures().healthy);
    world.world.rc.events.forget();
    await world.world.rest('DELETE', `telephony/sessions/${softphone.sessionId}`);
    await until('it is back', () => bot.events.figures().healthy);
    const connected = world.world.story.all().filter((one) => one.what === 'events-connected');
    expect(connected.map((one) => one.recoveryState)).toEqual([undefined, 'Failed']);
    expect(call.over()).toBeUndefined();
    // Due at once, not after an interval.
    await bot.passes(0);
    await until('over', () => call.over() !== undefined);
    expect(world.looks()).toBe(1);
  });

  it('that died without a word is noticed by its silence', async () => {
    await start();
    const bot = await world.process({ clock: fastClock() });
    await world.subscribed(bot);
    world.world.rc.events.silence(true);
    await until('it is lost', () => !bot.events.figures().healthy);
    world.world.rc.events.silence(false);
    await until('it is back', () => bot.events.figures().healthy);
  });

  it('after a day the server ends it, and it is made again', async () => {
    await start();
    const bot = await world.process({ clock: fastClock() });
    await world.subscribed(bot);
    world.world.rc.events.timeOut();
    await until('it is lost', () => !bot.events.figures().healthy);
    await until('it is back', () => bot.events.figures().healthy);
  });

  it('meanwhile each call is looked at as without events, and more rarely again afterwards', async () => {
    await start();
    const bot = await world.process();
    await world.subscribed(bot);
    const softphone = await world.call();
    const call = bot.follow(softphone.sessionId, softphone.partyId);
    await until('answered', call.answered);
    /** So many looks come of a minute in steps of 5 s. */
    const looksAMinute = async () => {
      const before = world.looks();
      for (let step = 0; step < 12; step++) {
        await bot.passes(5_000);
      }
      return world.looks() - before;
    };
    await looksAMinute();
    expect(await looksAMinute()).toBe(1);
    await bot.events.stop();
    expect(await looksAMinute()).toBe(12);
  });

  it('takes tokens within the limit that all processes share, however often it breaks', async () => {
    await start();
    const bot = await world.process({ clock: fastClock(60) });
    await world.subscribed(bot);
    for (let broken = 0; broken < 4; broken++) {
      world.world.rc.events.cut();
      const asked = bot.account.pacer.figures().auth.sent;
      await until('it was noticed', () => !bot.events.figures().healthy);
      await until('it was tried again', () => bot.account.pacer.figures().auth.sent > asked || broken > 0);
    }
    // One sign-in, and of the four slots of a minute two are left to others.
    expect(world.requests('POST', /wstoken$/)).toBeLessThanOrEqual(2);
    expect(world.world.rc.counts().tooMany).toBe(0);
  });
});
