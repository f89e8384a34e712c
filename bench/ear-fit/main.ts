import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FRONT_END_MODEL } from '../../src/ear/front-end-model.js';
import { seeded } from '../../test/support/call-audio.js';
import { wavFolder } from '../ear-material.js';
import { compose, KINDS, type Recordings } from './compose.js';
import { fitModel, guess, type Model } from './network.js';
import { type Row, rowsOf } from './rows.js';
import { sourceOf } from './write.js';

/**
 * Fits the ear's front end anew. `--speech DIR` and `--music DIR` (each as often as wanted) hold 8 kHz mono WAV files;
 * every fourth file is kept apart to test the model on. The result is written to `--out FILE`.
 */
const { values: options } = parseArgs({
  options: {
    speech: { type: 'string', multiple: true, default: [] },
    music: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
    minutes: { type: 'string', default: '45' },
    hidden: { type: 'string', default: String(FRONT_END_MODEL.hidden.length) },
    rounds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Takes every fourth file for the test, the others for the fit. */
function part(all: Recordings, test: boolean): Recordings {
  const mine = (files: readonly Int16Array[]) => files.filter((_, i) => (i % 4 === 0) === test || files.length < 2);
  return { speech: mine(all.speech), music: mine(all.music) };
}

function report(name: string, model: Model, rows: readonly Row[]): void {
  const right = KINDS.slice(0, 3).map((kind, index) => {
    const those = rows.filter((row) => row.kind === index);
    const hits = those.filter(({ features }) => guess(model, features) === index).length;
    return `${kind} ${((100 * hits) / Math.max(1, those.length)).toFixed(1)} %`;
  });
  say(`${name}: of the kept-apart sound known as what it is: ${right.join(', ')}`);
}

function main(): void {
  const { speech, music, out } = options;
  if (speech.length === 0 || out === undefined) {
    say('usage: node build/bench/ear-fit/main.js --speech DIR… [--music DIR…] --out FILE [--minutes 45] [--seed 1]');
    process.exitCode = 2;
    return;
  }
  const all = {
    speech: speech.flatMap((folder) => wavFolder(folder, 1)),
    music: music.flatMap((folder) => wavFolder(folder, 3)),
  };
  if (all.speech.length < 4) throw new Error(`${speech.join(', ')}: at least four WAV files of a second are needed.`);
  const minutes = Number(options.minutes);
  const random = seeded(Number(options.seed));
  const rows = rowsOf(compose(part(all, false), minutes, random));
  const test = rowsOf(compose(part(all, true), minutes / 4, random));
  say(`${all.speech.length} files of speech, ${all.music.length} of music; ${rows.length} moments to fit to`);
  const model = fitModel(rows, { hidden: Number(options.hidden), rounds: Number(options.rounds), random });
  report('the model in use', FRONT_END_MODEL, test);
  report('the new model', model, test);
  writeFileSync(out, sourceOf(model, `${minutes} minutes of composed telephone sound`));
  say(`written to ${out}; format it, then run bench/ear-first.js before it is kept`);
}

main();
