import { afterEach, describe, expect, it } from 'vitest';
import type { CallRef } from '../../../src/hunter/ports/phone.js';
import type { RingTarget } from '../../../src/hunter/terms.js';
import type { HandOverWayName } from '../../../src/phone/hand-over/order.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';
import type { TakerPhrase } from '../../../src/phone/speech/taker-phrases.js';
import type { FakeLine } from '../support/fake-line.js';
import { type PhoneCase, phoneCase, SESSIONS, sessionJson, takerClip } from '../support/phone-case.js';

const dana: RingTarget = { kind: 'extension', extensionId: '101', extensionNumber: '101', name: 'Dana' };
const LEG = 'consult:call1';
const CONSULT = 's-consultcall1';
const BYE = { cause: 'far-end', reason: 'BYE' } as const;
const away = { status: 503 } as const;
const unconfirmed = () =>
  new SoftphoneError('transfer-unconfirmed', 'The outcome of the transfer was not told in time.');
const refused = () => new SoftphoneError('transfer-refused', 'The transfer was refused (403).', { status: 403 });
const own = ['p-consultcall1-1', 'Outbound', 'Answered'] as const;
const ringing = sessionJson(CONSULT, own, ['p-consultcall1-2', 'Inbound', 'Proceeding']);
const answered = sessionJson(CONSULT, own, ['p-consultcall1-2', 'Inbound', 'Answered']);
const agent = ['p-call1-2', 'Inbound', 'Answered'] as const;
const moved = (how: 'AttendedTransfer' | 'BlindTransfer', ...others: readonly (typeof agent)[]) =>
  sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Disconnected', how], agent, ...others);

describe('who has picked up', () => {
  let one: PhoneCase;
  afterEach(() => one.close());

  const begin = async (handOverWays: readonly HandOverWayName[], prepare: (made: FakeLine) => void = () => {}) => {
    one = await phoneCase({ mayControl: false, handOverWays, prepare });
    const call = await one.dialled();
    one.sessions.set(CONSULT, answered);
    return call;
  };
  const handOver = (call: CallRef, maxRingMs = 20_000, mayJoin = () => true) =>
    one.phone.handOver(call, dana, maxRingMs, mayJoin);
  const told = (): readonly string[] => {
    const phrases: readonly TakerPhrase[] = ['one-moment', 'rings-again', 'agent-left', 'not-connected'];
    return one.line().said.map(({ length }) => phrases.find((each) => takerClip(each).length === length) ?? 'other');
  };
  const toldBeforeHangUp = () => {
    const { done } = one.line();
    return done.includes(`say ${LEG}`) && done.lastIndexOf(`say ${LEG}`) < done.indexOf(`hangUp ${LEG}`);
  };

  it('without our having seen it, since no look went through, is told before we hang up', async () => {
    const call = await begin(['replaces']);
    one.server.on('GET', `${SESSIONS}/${CONSULT}`, away);
    expect(await handOver(call, 4_000)).toMatchObject({ outcome: 'unanswered' });
    expect(told()).toEqual(['not-connected']);
    expect(toldBeforeHangUp()).toBe(true);
  });

  it('just when the agent hung up is told before we hang up', async () => {
    const call = await begin(['replaces']);
    one.server.on('GET', `${SESSIONS}/${CONSULT}`, () => {
      if (one.line().legs.has('call1')) one.line().end('call1', BYE);
      return { status: 200, json: answered };
    });
    expect(await handOver(call)).toMatchObject({ outcome: 'agent-gone' });
    expect(told()).toEqual(['agent-left']);
    expect(toldBeforeHangUp()).toBe(true);
  });

  it('is told nothing when the agent hangs up while the phone still rings', async () => {
    const call = await begin(['replaces']);
    one.server.on('GET', `${SESSIONS}/${CONSULT}`, () => {
      if (one.line().legs.has('call1')) one.line().end('call1', BYE);
      return { status: 200, json: ringing };
    });
    expect(await handOver(call)).toMatchObject({ outcome: 'agent-gone' });
    expect(told()).toEqual([]);
  });

  it('hears the last words to their end: no “one moment” breaks in', async () => {
    const call = await begin(['replaces'], (made) => {
      const say = made.say.bind(made);
      made.say = async (...args) => {
        await say(...args);
        await new Promise((resume) => setTimeout(resume, 200));
      };
    });
    expect(await handOver(call, 20_000, () => false)).toMatchObject({ outcome: 'refused' });
    expect(told()).toEqual(['not-connected']);
  });

  it('counts as joined when the agent is still on the call that we have left', async () => {
    const call = await begin(['replaces'], (made) => {
      made.refer = async () => {
        one.sessions.set('s-call1', sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Disconnected'], agent));
        made.end('call1', BYE);
        throw unconfirmed();
      };
    });
    expect(await handOver(call)).toEqual({ outcome: 'connected', way: 'replaces' });
  });

  it('does not count as joined when both have hung up, though both legs were ended by the far side', async () => {
    const call = await begin(['replaces'], (made) => {
      made.refer = async () => {
        const left = ['p-call1-1', 'Outbound', 'Disconnected'] as const;
        one.sessions.set('s-call1', sessionJson('s-call1', left, ['p-call1-2', 'Inbound', 'Disconnected']));
        made.end('call1', BYE);
        made.end(LEG, BYE);
        throw unconfirmed();
      };
    });
    expect(await handOver(call)).toMatchObject({ outcome: 'agent-gone' });
  });

  it('and hung up before they could hear that the phone rings again is not rung again; the agent stays', async () => {
    const call = await begin(['replaces', 'refer'], (made) => {
      made.refer = async () => {
        throw refused();
      };
      made.say = async (leg, samples) => {
        made.said.push(samples);
        if (samples.length === takerClip('rings-again').length) made.end(leg, BYE);
      };
    });
    expect(await handOver(call)).toMatchObject({ outcome: 'unanswered' });
    expect(await one.phone.look(call)).toEqual({ seen: 'alive', audible: true });
  });

  it('after the ringing time of a blind transfer has the agent all the same', async () => {
    const call = await begin(['transfer'], (made) => {
      const plan = made.dialPlan;
      const broken = new SoftphoneError('not-registered', 'The line is not registered.');
      made.dialPlan = (leg, number) => (leg === LEG ? broken : plan(leg, number));
    });
    let looks = 0;
    one.server.on('POST', `${SESSIONS}/*/parties/*/transfer`, () => {
      one.server.on('GET', `${SESSIONS}/s-call1`, () => {
        looks += 1;
        const code = looks < 12 ? 'Proceeding' : 'Answered';
        return { status: 200, json: sessionJson('s-call1', agent, ['p-call1-3', 'Inbound', code]) };
      });
      return { status: 200, json: {} };
    });
    expect(await handOver(call, 3_000)).toEqual({ outcome: 'connected', way: 'transfer' });
  });

  it('has the agent when the answer to the transfer was lost and our leg has ended, as it does then', async () => {
    const call = await begin(['transfer']);
    one.server.on('POST', `${SESSIONS}/*/parties/*/transfer`, () => {
      one.sessions.set('s-call1', moved('BlindTransfer', ['p-call1-3', 'Inbound', 'Answered'] as never));
      one.line().end('call1', BYE);
      return 'break';
    });
    expect(await handOver(call)).toEqual({ outcome: 'connected', way: 'transfer' });
  });
});
