import type { Happening } from '../story.js';
import type { ChaosOptions } from './options.js';
import type { Places, Verdict } from './verdict.js';

/** Sentences of one kind that are printed; the story has the rest. */
const MOST_SENTENCES = 12;
const KEPT_OVER_CRASH = 95;
const KEPT_OVER_RESTART = 100;

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly aim: string;
  readonly good: boolean;
  /** What was wrong, a sentence each. */
  readonly details: readonly string[];
}

/** Share of places that were kept, among those that could be judged. */
export function keptShare({ kept, lost }: Places): number | undefined {
  const told = kept + lost.length;
  return told === 0 ? undefined : (kept / told) * 100;
}

const none = (what: string, found: readonly string[]): Row => {
  return { what, figure: String(found.length), aim: '0', good: found.length === 0, details: found };
};

function placesRow(what: string, places: Places, aim: number): Row {
  const share = keptShare(places);
  const { kept, open, lost, stops, unheard } = places;
  const counts = `${kept} of ${kept + lost.length} (${stops} stops; ${open + unheard.length} more could not be told)`;
  return {
    what,
    figure: share === undefined ? `– (${stops} stops, no call held)` : `${share.toFixed(1)} %: ${counts}`,
    aim: aim === 100 ? '100 %' : `≥ ${aim} %`,
    good: share === undefined || share >= aim,
    details: lost,
  };
}

function rowsOf(verdict: Verdict): readonly Row[] {
  const { begun, ended, asked, notEnded } = verdict;
  return [
    none('calls left over', verdict.left),
    none('double transfers', verdict.doubleTransfers),
    none('double dials', verdict.doubleDials),
    none('hunts begun twice', verdict.doubleHunts),
    {
      ...{ what: 'hunts that ended', figure: `${ended} of ${begun} begun (${asked} asked for)`, aim: 'all' },
      ...{ good: notEnded.length === 0, details: notEnded },
    },
    placesRow('places kept over a crash', verdict.crash, KEPT_OVER_CRASH),
    placesRow('places kept over a planned restart', verdict.planned, KEPT_OVER_RESTART),
    {
      ...{ what: 'agents who spoke into a gap, unnoticed', aim: 'few', good: true },
      ...{ figure: String(verdict.crash.unheard.length + verdict.planned.unheard.length) },
      details: [...verdict.crash.unheard, ...verdict.planned.unheard],
    },
    none('hunts connected in word only', verdict.connectedInWord),
  ];
}

/** True when nothing happened that must never happen. The shares of places kept are aims, not bounds: they depend on the moments that were drawn. */
export function isSound(verdict: Verdict): boolean {
  return rowsOf(verdict)
    .slice(0, 5)
    .every(({ good }) => good);
}

/** The table at the end, with what was wrong below each figure. */
export function reportOf(
  verdict: Verdict,
  options: ChaosOptions,
  tookMs: number,
  happenings: readonly Happening[],
): string {
  const { calls, agents, connected } = verdict;
  const count = (what: string): number => happenings.filter((each) => each.what === what).length;
  const weather = happenings.filter((each) => each.what === 'network' && each.weather !== 'clear').length;
  const lines = rowsOf(verdict).flatMap(({ what, figure, aim, good, details }) => [
    `${good ? 'ok  ' : 'MISS'} ${what.padEnd(36)} ${figure.padEnd(62)} aim ${aim}`,
    ...details.slice(0, MOST_SENTENCES).map((sentence) => `       ${sentence}`),
    ...(details.length > MOST_SENTENCES ? [`       and ${details.length - MOST_SENTENCES} more`] : []),
  ]);
  return [
    '',
    `seed ${options.seed} · ${options.processes.join(', ')} · ${options.atOnce} hunts side by side · agents wait ${options.patienceS} s twice · ${Math.round(tookMs / 1000)} s`,
    `${count('process-killed')} kills, ${count('process-gone')} planned stops, Redis killed ${count('redis-killed')} times, network bad ${weather} times`,
    `${calls} calls; ${connected} hunts connected; of ${agents.spoke} agents ${agents.met} met a person, ${agents.unanswered} heard no voice for 8 s`,
    '',
    ...lines,
    '',
  ].join('\n');
}
