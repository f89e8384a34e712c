import { parseArgs } from 'node:util';
import { Library } from '../src/ear/library.js';
import { Listener } from '../src/ear/listener.js';
import type { Verdict } from '../src/hunter/words.js';
import { overTheLine, seeded } from '../test/support/call-audio.js';
import { type BenchCall, benchCall, destinationSound } from './ear-calls.js';
import { type Material, recorded, synthetic } from './ear-material.js';

/**
 * The ear's figures over composed calls: how soon an agent is heard, how often one is heard who is not there, and
 * what a line costs. `--prompts DIR --agents DIR --music DIR` takes real 8 kHz recordings instead of synthetic ones.
 */
const { values: options } = parseArgs({
  options: {
    destinations: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    prompts: { type: 'string' },
    agents: { type: 'string' },
    music: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

interface Tally {
  agents: number;
  readonly delaysMs: number[];
  readonly confirmedMs: number[];
  falseKnown: number;
  falseNew: number;
  holdMs: number;
}
const tally = (): Tally => ({ agents: 0, delaysMs: [], confirmedMs: [], falseKnown: 0, falseNew: 0, holdMs: 0 });
const tallies = { cold: tally(), warm: tally() };
const promptDelaysMs: number[] = [];
/** What earlier calls have played. */
const played = new Set<Int16Array>();
let promptsMissed = 0;
let promptsBroken = 0;
let heardMs = 0;
let cpuMs = 0;

/** Plays a call to a listener, pressing keys as the call was composed. */
function play(call: BenchCall, library: Library, seed: number): Verdict[] {
  const random = seeded(seed);
  const quality = {
    gainDb: -6 + 10 * random(),
    lossShare: random() < 0.5 ? 0 : 0.02 * random(),
    noiseDb: -70 + 12 * random(),
  };
  const audio = overTheLine(call.audio, quality, random);
  const listener = new Listener(library);
  const keys = [...call.keysAtMs];
  const verdicts: Verdict[] = [];
  const began = process.cpuUsage();
  for (let at = 0; at < audio.length; at += 160) {
    const next = keys[0];
    if (next !== undefined && at / 8 >= next) {
      keys.shift();
      listener.keyPressed();
      if (keys.length === 0) listener.tune('hold');
    }
    const heard = listener.hear(audio.subarray(at, at + 160));
    verdicts.push(...heard);
    // Once the agent is certain, there is a hand-over: from then on nothing is learnt.
    const agentSpeaks = at / 8 > (call.agentAtMs ?? Number.POSITIVE_INFINITY);
    if (agentSpeaks && heard.some(({ degree }) => degree === 'confirmed')) listener.tune('off');
  }
  listener.tune('off');
  const used = process.cpuUsage(began);
  cpuMs += (used.user + used.system) / 1000;
  heardMs += audio.length / 8;
  return verdicts;
}

function score(call: BenchCall, verdicts: readonly Verdict[], into: Tally, name: string): void {
  const agentAtMs = call.agentAtMs ?? Number.POSITIVE_INFINITY;
  const people = verdicts.filter(({ heard }) => heard === 'person');
  const wrong = people.filter(({ atMs }) => atMs <= agentAtMs);
  for (const { atMs, sinceMs, degree } of wrong) {
    if (degree === 'confirmed' && wrong.some((other) => other.atMs < atMs && other.sinceMs === sinceMs)) continue;
    const during = call.recordings.find(({ fromMs, toMs }) => fromMs <= sinceMs + 600 && toMs > sinceMs + 600);
    const before = call.recordings.some(({ recording, toMs }) => recording === during?.recording && toMs < sinceMs);
    const known = before || (during !== undefined && played.has(during.recording));
    if (known) into.falseKnown++;
    else into.falseNew++;
    if (options.verbose) {
      const where =
        during === undefined
          ? ''
          : ` ${((sinceMs - during.fromMs) / 1000).toFixed(1)} s into ${((during.toMs - during.fromMs) / 1000).toFixed(1)} s`;
      process.stdout.write(`${known ? 'KNOWN' : 'NEW'} since ${sinceMs}${where} ${name}\n`);
    }
  }
  for (const { recording } of call.recordings) played.add(recording);
  into.holdMs += Math.min(agentAtMs, call.audio.length / 8);
  const said = (verdict: Verdict) =>
    `${name} ${(verdict.atMs / 1000).toFixed(1)} s ${verdict.heard} ${verdict.degree ?? ''} ${verdict.reason}`;
  if (options.verbose) for (const verdict of wrong) process.stdout.write(`FALSE ${said(verdict)}\n`);
  if (call.agentAtMs !== undefined) {
    into.agents++;
    const first = people.find(({ atMs }) => atMs > agentAtMs);
    const certain = people.find(({ atMs, degree }) => atMs > agentAtMs && degree === 'confirmed');
    if (first !== undefined) into.delaysMs.push(first.atMs - agentAtMs);
    if (certain !== undefined) into.confirmedMs.push(certain.atMs - agentAtMs);
    if (options.verbose && (first === undefined || first.atMs - agentAtMs > 3000)) {
      const late = verdicts.filter(({ atMs }) => atMs > agentAtMs - 1500);
      process.stdout.write(
        `LATE ${name} agent at ${(agentAtMs / 1000).toFixed(1)} s\n${late.map((v) => `     ${said(v)}\n`).join('')}`,
      );
    }
  }
  call.promptEndsMs.forEach((endMs, i) => {
    const began = i === 0 ? 0 : (call.keysAtMs[i - 1] ?? 0);
    const ended = verdicts.filter(
      ({ heard, atMs }) => heard === 'prompt-ended' && atMs > began && atMs <= endMs + 1000,
    );
    const right = ended.find(({ atMs }) => atMs >= endMs);
    if (right === undefined) promptsMissed++;
    else promptDelaysMs.push(right.atMs - endMs);
    promptsBroken += ended.filter(({ atMs }) => atMs < endMs).length;
    if (options.verbose && right === undefined)
      process.stdout.write(
        `PROMPT ${name} ended ${endMs}: ${verdicts
          .filter(({ atMs }) => atMs > began && atMs < endMs + 1000)
          .map(said)
          .join(' | ')}\n`,
      );
  });
}

const share = (sorted: readonly number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 'none' : `median ${share(sorted, 0.5)} ms, p95 ${share(sorted, 0.95)} ms`;
}

async function main(): Promise<void> {
  const { prompts, agents, music } = options;
  const real = prompts !== undefined && agents !== undefined && music !== undefined;
  const material: Material = real ? recorded(prompts, agents, music) : synthetic();
  const random = seeded(Number(options.seed));
  for (let d = 0; d < Number(options.destinations); d++) {
    const sound = await destinationSound(material, random);
    const library = new Library();
    for (const [i, kind] of (['agent', 'agent', 'hold-only', 'agent-at-once', 'agent'] as const).entries()) {
      const call = await benchCall(sound, kind, material, random);
      const verdicts = play(call, library, d * 100 + i);
      score(call, verdicts, i === 0 ? tallies.cold : tallies.warm, `${d}/${i} ${kind} ${sound.holdStyle}`);
    }
  }
  for (const [name, t] of Object.entries(tallies)) {
    const hours = t.holdMs / 3_600_000;
    process.stdout.write(
      `${name}: ${t.delaysMs.length} of ${t.agents} agents heard, ${spread(t.delaysMs)}; certain of ${t.confirmedMs.length}, ` +
        `${spread(t.confirmedMs)}; false offers in ${hours.toFixed(2)} h: ${t.falseKnown} on recordings played before, ${t.falseNew} on new ones\n`,
    );
  }
  process.stdout.write(
    `prompts: ${spread(promptDelaysMs)} after their end, ${promptsMissed} missed, ${promptsBroken} told too early\n`,
  );
  process.stdout.write(
    `cost: ${((100 * cpuMs) / heardMs).toFixed(2)} % of one core a line, ${(heardMs / 3_600_000).toFixed(2)} h heard\n`,
  );
}

await main();
