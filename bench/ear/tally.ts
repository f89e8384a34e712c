import { CAUSES, type CallScore, type Cause } from './score.js';

type ByCause = Readonly<Record<Cause, number>>;

/** Figures over many calls. */
export interface Tally {
  readonly calls: number;
  readonly agents: number;
  readonly delaysMs: readonly number[];
  readonly confirmedMs: readonly number[];
  readonly offeredBefore: number;
  readonly holdHours: number;
  /** Time on hold during which a false offer stood. */
  readonly falseHours: number;
  readonly probable: ByCause;
  readonly confirmed: ByCause;
  readonly neverHeard: number;
  readonly neverHeardProbable: number;
  readonly neverHeardConfirmed: number;
}

/** Adds up how calls were heard. */
export function tallyOf(scores: readonly CallScore[]): Tally {
  const agents = scores.flatMap((score) => score.agents);
  const falseOffers = scores.flatMap((score) => score.falseOffers);
  const sum = (value: (score: CallScore) => number) => scores.reduce((total, score) => total + value(score), 0);
  const causes = (degree: 'probable' | 'confirmed') =>
    Object.fromEntries(
      CAUSES.map((cause) => [cause, falseOffers.filter((one) => one.cause === cause && one.degree === degree).length]),
    ) as ByCause;
  return {
    calls: scores.length,
    agents: agents.length,
    delaysMs: agents.flatMap(({ delayMs }) => (delayMs === undefined ? [] : [delayMs])),
    confirmedMs: agents.flatMap(({ confirmedMs }) => (confirmedMs === undefined ? [] : [confirmedMs])),
    offeredBefore: agents.filter(({ offeredBefore }) => offeredBefore).length,
    holdHours: sum((score) => score.holdMs) / 3_600_000,
    falseHours: falseOffers.reduce((total, { atMs, untilMs }) => total + untilMs - atMs, 0) / 3_600_000,
    probable: causes('probable'),
    confirmed: causes('confirmed'),
    neverHeard: sum(({ neverHeard }) => neverHeard),
    neverHeardProbable: sum(({ neverHeardFired }) => neverHeardFired.probable),
    neverHeardConfirmed: sum(({ neverHeardFired }) => neverHeardFired.confirmed),
  };
}

/** A recording that was taken for a person more than once at its destination. */
export interface Repeated {
  readonly destination: string;
  readonly recording: string;
  readonly times: number;
}

/** Which recordings fooled the detector again. */
export function fooledAgain(scores: readonly CallScore[]): Repeated[] {
  const times = new Map<string, Repeated>();
  for (const { destination, falseOffers } of scores) {
    for (const { segment } of falseOffers) {
      if (segment?.known === undefined || segment.recording === undefined) continue;
      const { recording } = segment;
      const key = `${destination} ${recording}`;
      times.set(key, { destination, recording, times: (times.get(key)?.times ?? 0) + 1 });
    }
  }
  return [...times.values()].filter((one) => one.times > 1);
}
