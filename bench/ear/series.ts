import type { Call } from './call.js';
import { composeGroup } from './compose.js';
import type { Detector, Heard } from './detector.js';
import { gatherSounds } from './gather.js';
import { materialOf, type Part } from './material.js';
import { sileroDetector, webrtcDetector } from './plain-detectors.js';
import { ear } from './play.js';
import { type CallScore, holdMs, scoreCall } from './score.js';

type Note = (line: string) => void;

/** Each gives what makes a detector for the calls of one destination; what is plain forgets every call, so one is enough. */
export const DETECTORS: Readonly<Record<string, (note: Note) => Promise<() => Detector>>> = {
  ear: async () => ear,
  'silero-v5': async (note) => always(await sileroDetector(note)),
  webrtc: async (note) => always(await webrtcDetector(note)),
};

const always =
  (detector: Detector): (() => Detector) =>
  () =>
    detector;

/** The calls of one seed: destination after destination until there is this much hold. */
export interface SeriesOptions {
  readonly part: Part;
  readonly seed: number;
  readonly hours: number;
  /** Only this destination of the seed. */
  readonly group?: number;
  readonly detectors: readonly string[];
  readonly verbose: boolean;
}

/** How one detector fared over a series, and what it took. */
export interface SeriesResult {
  readonly detector: string;
  readonly scores: readonly CallScore[];
  readonly cpuMs: number;
  readonly audioMs: number;
}

/** Composes a seed's calls and has every detector hear each of them. */
export async function runSeries(options: SeriesOptions, note: Note): Promise<SeriesResult[]> {
  const material = materialOf(await gatherSounds(note), options.part);
  const runs = await Promise.all(
    options.detectors.map(async (name) => {
      const make = DETECTORS[name];
      if (make === undefined) throw new Error(`There is no detector “${name}”: ${Object.keys(DETECTORS).join(', ')}.`);
      return { name, make: await make(note), scores: [] as CallScore[], cpuMs: 0, audioMs: 0 };
    }),
  );
  let held = 0;
  for (let group = options.group ?? 0; held < options.hours * 3_600_000; group++) {
    const now = runs.map((run) => ({ run, detector: run.make() }));
    for (const call of composeGroup(material, options.seed, group)) {
      held += holdMs(call);
      for (const { run, detector } of now) {
        const before = process.cpuUsage();
        const heard = await detector.hear(call);
        const used = process.cpuUsage(before);
        run.cpuMs += (used.user + used.system) / 1000;
        run.audioMs += call.handedOverMs ?? call.audio.length / 8;
        const score = scoreCall(call, heard);
        run.scores.push(score);
        if (options.verbose) for (const line of remarks(call, score, heard)) note(`${run.name} ${line}`);
      }
    }
    note(
      `${options.part} seed ${options.seed}: ${(held / 3_600_000).toFixed(2)} of ${options.hours.toFixed(2)} h of hold`,
    );
    if (options.group !== undefined) break;
  }
  return runs.map(({ name, scores, cpuMs, audioMs }) => ({ detector: name, scores, cpuMs, audioMs }));
}

const LATE_MS = 4000;
const s = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

/** What went wrong in a call, for the person who tunes the ear. */
function remarks(call: Call, score: CallScore, heard: readonly Heard[]): string[] {
  const name = `${call.destination}/${call.place} ${call.kind}`;
  const wrong = score.falseOffers.map(({ atMs, sinceMs, degree, cause, segment, reason }) => {
    const into =
      segment === undefined ? '' : ` ${s(sinceMs - segment.fromMs)} into ${s(segment.toMs - segment.fromMs)}`;
    return `FALSE ${name} at ${s(atMs)} since ${s(sinceMs)} ${degree}: ${cause} ${segment?.recording ?? ''}${into} (${reason})`;
  });
  const late = score.agents.flatMap(({ fromMs, delayMs, offeredBefore }) => {
    if (delayMs !== undefined && delayMs <= LATE_MS) return [];
    const told = heard
      .filter(({ atMs }) => atMs > fromMs - 3000 && atMs < fromMs + 12_000)
      .map((one) => `    ${s(one.atMs - fromMs)} ${one.heard} ${one.degree ?? ''} ${one.reason}`);
    const how = delayMs === undefined ? (offeredBefore ? 'MISSED, offered before' : 'MISSED') : `LATE ${s(delayMs)}`;
    return [`${how} ${name} agent at ${s(fromMs)}`, ...told];
  });
  return [...wrong, ...late];
}
