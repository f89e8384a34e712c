import type { Store } from '../../../src/hunter/ports/store.js';
import { readOn, toStored } from '../../../src/hunter/record/record.js';
import type { Command, Report } from '../../../src/hunter/rules/commands.js';
import { decide } from '../../../src/hunter/rules/decide.js';
import { replay } from '../../../src/hunter/rules/evolve.js';
import { keyOfStep } from '../../../src/hunter/rules/menu-script.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import type { HuntChange, Hunts } from '../../../src/hunter/run/hunts.js';
import { verdict } from '../../hunter/support/fixtures.js';

/** The real rules over a real store, with a test in the place of the phone. */
export interface HuntsByHand extends Hunts {
  report(huntId: string, report: Report): Promise<HuntChange>;
  /** Dials a line and walks it to the hold. */
  hold(huntId: string, lineId: string, hears?: boolean): Promise<string>;
  /** An agent speaks on a call; answers the offer's id. */
  agent(huntId: string, callId: string): Promise<string>;
  /** Lets time pass for one hunt. */
  wait(huntId: string, ms: number): Promise<HuntChange>;
  now(): number;
  started: number;
}

export function huntsByHand(store: Store, startAt: number): HuntsByHand {
  let now = startAt;
  let started = 0;
  const listeners = new Set<(change: HuntChange) => void>();
  const stateOf = async (huntId: string) => readOn(await store.read(huntId)).state;

  const append = async (huntId: string, command: Command): Promise<HuntChange | undefined> => {
    for (;;) {
      const before = await store.read(huntId);
      const { state } = readOn(before);
      const { events, ...answer } = decide(state, command);
      const after = replay(events, state);
      if (after === undefined) return undefined;
      if (events.length === 0) return { state: after, events, ...answer };
      if ((await store.append(huntId, before.length, toStored(events), after.endedAt !== undefined)) === 'conflict')
        continue;
      for (const listener of listeners) listener({ state: after, events });
      return { state: after, events, ...answer };
    }
  };
  const must = async (huntId: string, command: Command): Promise<HuntChange> => {
    const change = await append(huntId, command);
    if (change === undefined) throw new Error(`there is no hunt ${huntId}`);
    return change;
  };
  const all = async (ids: readonly string[]): Promise<readonly HuntState[]> =>
    (await Promise.all(ids.map(stateOf))).filter((state) => state !== undefined);

  const hunts: HuntsByHand = {
    get started() {
      return started;
    },
    async start(request) {
      started += 1;
      const huntId = `hunt-${started}-${now}`;
      return must(huntId, { ...request, type: 'start', huntId, seed: 7, at: now });
    },
    request: (huntId, request) => append(huntId, { ...request, at: now }),
    state: stateOf,
    open: async () => all(await store.openHunts()),
    recent: async (limit) => all(await store.recentHunts(limit)),
    waiting: async () => [],
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    report: (huntId, report) => must(huntId, { ...report, at: now }),
    async hold(huntId, lineId, hears = true) {
      const callId = `call-${lineId}-${now}`;
      const session = { sessionId: `s-${callId}`, partyId: `p-${callId}` };
      const way = hears ? 'softphone' : 'call-out-number';
      await hunts.report(huntId, { type: 'begin-call', callId, lineId });
      await hunts.report(huntId, { type: 'call-dialled', callId, ...session, way, hears });
      await hunts.report(huntId, { type: 'call-answered', callId });
      if (!hears) return callId;
      const { state } = await hunts.wait(huntId, 1_000);
      for (const [step, menuStep] of state.destination.menu.entries()) {
        await hunts.report(huntId, { type: 'heard', callId, verdict: verdict('prompt-ended') });
        await hunts.report(huntId, { type: 'key-pressed', callId, step, key: keyOfStep(menuStep) ?? '0' });
        await hunts.wait(huntId, 1_000);
      }
      await hunts.report(huntId, { type: 'heard', callId, verdict: verdict('music') });
      return callId;
    },
    async agent(huntId, callId) {
      const heard = verdict('person', { degree: 'confirmed' });
      const { state } = await hunts.report(huntId, { type: 'heard', callId, verdict: heard });
      return state.offers.findLast((offer) => offer.callId === callId)?.id ?? 'no offer';
    },
    async wait(huntId, ms) {
      now += ms;
      return must(huntId, { type: 'tick', at: now });
    },
    now: () => now,
  };
  return hunts;
}
