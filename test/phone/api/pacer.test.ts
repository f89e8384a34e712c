import { describe, expect, it } from 'vitest';
import { Pacer } from '../../../src/phone/api/pacer.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';

/** Lets promises that can settle do so. */
const settle = () => new Promise<void>((resume) => setImmediate(resume));

describe('requests that wait for the budget', () => {
  it('go by importance, not by arrival', async () => {
    const clock = createVirtualClock();
    const pacer = new Pacer(clock);
    const first = await Promise.all(Array.from({ length: 10 }, () => pacer.enter('heavy', 'urgent', 0)));
    const order: string[] = [];
    const wait = (name: 'background' | 'normal' | 'urgent') =>
      pacer.enter('heavy', name, 120_000).then((ticket) => {
        order.push(name);
        ticket.finished(clock.now());
      });
    const waiting = [wait('background'), wait('normal'), wait('urgent')];
    for (const ticket of first) ticket.finished(clock.now());
    await settle();
    expect(order).toEqual([]);
    clock.skip(60_000);
    await Promise.all(waiting);
    expect(order).toEqual(['urgent', 'normal', 'background']);
  });

  it('fail at once when they cannot be sent in time, so that another way can be gone', async () => {
    const clock = createVirtualClock();
    const pacer = new Pacer(clock);
    pacer.penalize('light', 30_000);
    await expect(pacer.enter('light', 'urgent', 2_000)).rejects.toMatchObject({ code: 'budget', retryable: true });
    expect(pacer.figures().light).toMatchObject({ givenUp: 1, tooMany: 1, available: 0 });
  });

  it('fail when a penalty begins while they wait', async () => {
    const clock = createVirtualClock();
    const pacer = new Pacer(clock);
    const tickets = await Promise.all(Array.from({ length: 50 }, () => pacer.enter('light', 'urgent', 0)));
    const waiting = pacer.enter('light', 'urgent', 70_000);
    for (const ticket of tickets) ticket.finished(clock.now());
    pacer.penalize('light', 600_000);
    await expect(waiting).rejects.toThrow('paused our light requests');
  });

  it('are sent when the penalty is over, and not before', async () => {
    const clock = createVirtualClock();
    const pacer = new Pacer(clock);
    pacer.penalize('light', 5_000);
    let sent = false;
    const waiting = pacer.enter('light', 'background', 60_000).then(() => {
      sent = true;
    });
    clock.skip(5_000);
    await settle();
    expect(sent).toBe(false);
    clock.skip(1_000);
    await waiting;
    expect(sent).toBe(true);
  });

  it('do not hold back another group', async () => {
    const pacer = new Pacer(createVirtualClock());
    pacer.penalize('heavy', 60_000);
    await expect(pacer.enter('light', 'normal', 0)).resolves.toBeDefined();
  });
});
