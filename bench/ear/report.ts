import { quantile } from '../figures.js';
import { CAUSES } from './score.js';
import type { SeriesResult } from './series.js';
import { fooledAgain, type Repeated, type Tally, tallyOf } from './tally.js';

/** Everything one detector is told by. */
export interface DetectorReport {
  readonly detector: string;
  readonly warm: Tally;
  readonly cold: Tally;
  readonly fooledAgain: readonly Repeated[];
  /** CPU time by audio time: the share of one core that a line takes. */
  readonly coreShare: number;
}

/** Puts the series of each detector together. */
export function reportsOf(results: readonly SeriesResult[]): DetectorReport[] {
  return [...new Set(results.map(({ detector }) => detector))].map((detector) => {
    const mine = results.filter((result) => result.detector === detector);
    const scores = mine.flatMap((result) => result.scores);
    const sum = (key: 'cpuMs' | 'audioMs') => mine.reduce((total, result) => total + result[key], 0);
    return {
      detector,
      warm: tallyOf(scores.filter(({ cold }) => !cold)),
      cold: tallyOf(scores.filter(({ cold }) => cold)),
      fooledAgain: fooledAgain(scores),
      coreShare: sum('cpuMs') / Math.max(1, sum('audioMs')),
    };
  });
}

type Cell = (report: DetectorReport) => string;
const part = (count: number, of: number): string => (of === 0 ? '–' : `${((100 * count) / of).toFixed(1)} %`);
const seconds = (values: readonly number[], q: number): string => {
  const value = quantile(values, q);
  return value === undefined ? '–' : `${(value / 1000).toFixed(2)} s`;
};

/** What is aimed at, beside the row it belongs to. */
const AIMS: Readonly<Record<'warm' | 'cold', Readonly<Record<string, string>>>> = {
  warm: {
    'found within 10 s': '≥ 98 %',
    'delay, median': '≤ 1.3 s',
    'delay, p95': '≤ 4 s',
    'false/h, known recording': '0',
    'false/h, music': '0',
    'false/h, silence': '0',
    'false/h, ringback': '0',
    'never-heard that fired as confirmed': '≤ 15 %',
  },
  cold: { 'found within 10 s': '≥ 90 %', 'delay, median': '≤ 5.5 s', 'false/h, all': '≤ 8' },
};

function rows(state: 'warm' | 'cold'): [string, Cell][] {
  const of =
    (cell: (tally: Tally) => string): Cell =>
    (report) =>
      cell(report[state]);
  /** In brackets: how many of them were confirmed. */
  const rate = (probable: number, confirmed: number, hours: number) =>
    hours === 0 ? '–' : `${((probable + confirmed) / hours).toFixed(2)} (${(confirmed / hours).toFixed(2)})`;
  const all = (by: Tally['probable']) => CAUSES.reduce((sum, cause) => sum + by[cause], 0);
  return [
    ['calls', of(({ calls }) => String(calls))],
    ['hold', of(({ holdHours }) => `${holdHours.toFixed(2)} h`)],
    ['agents', of(({ agents }) => String(agents))],
    ['found within 10 s', of(({ delaysMs, agents }) => part(delaysMs.length, agents))],
    ['delay, median', of(({ delaysMs }) => seconds(delaysMs, 0.5))],
    ['delay, p95', of(({ delaysMs }) => seconds(delaysMs, 0.95))],
    ['confirmed within 10 s', of(({ confirmedMs, agents }) => part(confirmedMs.length, agents))],
    ['confirmed, median', of(({ confirmedMs }) => seconds(confirmedMs, 0.5))],
    ['missed since offered before', of(({ offeredBefore }) => String(offeredBefore))],
    ['false/h, all', of((tally) => rate(all(tally.probable), all(tally.confirmed), tally.holdHours))],
    ...CAUSES.map((cause): [string, Cell] => [
      `false/h, ${cause}`,
      of(({ probable, confirmed, holdHours }) => rate(probable[cause], confirmed[cause], holdHours)),
    ]),
    ['hold with a false offer up', of(({ falseHours, holdHours }) => part(falseHours, holdHours))],
    ['never-heard recordings', of(({ neverHeard }) => String(neverHeard))],
    ['never-heard that fired as confirmed', of((tally) => part(tally.neverHeardConfirmed, tally.neverHeard))],
    ['never-heard that fired as probable only', of((tally) => part(tally.neverHeardProbable, tally.neverHeard))],
  ];
}

/** The table for people: a column a detector. False offers an hour in brackets: those that were confirmed. */
export function table(reports: readonly DetectorReport[]): string {
  const lines: string[][] = [];
  for (const state of ['warm', 'cold'] as const) {
    const title = state === 'warm' ? 'WARM (destination called before)' : 'COLD (first call)';
    lines.push([title, 'aim', ...reports.map(({ detector }) => detector)]);
    for (const [name, cell] of rows(state)) lines.push([name, AIMS[state][name] ?? '', ...reports.map(cell)]);
  }
  lines.push(['ALL', '', ...reports.map(({ detector }) => detector)]);
  lines.push(['recordings that fooled it again', '0', ...reports.map((report) => String(report.fooledAgain.length))]);
  lines.push(['a core a line', '', ...reports.map(({ coreShare }) => `${(100 * coreShare).toFixed(2)} %`)]);
  lines.push(['lines a core', '', ...reports.map(({ coreShare }) => (1 / coreShare).toFixed(0))]);
  const columns = lines[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
