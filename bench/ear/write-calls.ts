import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toWav } from '../../src/phone/speech/wav.js';
import type { Call } from './call.js';

/**
 * Writes a destination's calls to a folder of its own: `001.wav`, beside it `001.json` with what the bot would know (as
 * `npm run ear` takes it), and `001.truth.json` with what is true.
 */
export function writeCalls(folder: string, calls: Iterable<Call>): number {
  let count = 0;
  for (const call of calls) {
    const home = join(folder, call.destination);
    mkdirSync(home, { recursive: true });
    const file = (ending: string) => join(home, `${String(call.place + 1).padStart(3, '0')}.${ending}`);
    writeFileSync(file('wav'), toWav(call.audio));
    writeFileSync(file('json'), `${JSON.stringify(knownOf(call))}\n`);
    const { audio: _, ...truth } = call;
    writeFileSync(file('truth.json'), `${JSON.stringify(truth, null, 1)}\n`);
    count++;
  }
  return count;
}

/** What the bot would know of a call: its own keys, when the menu was over, when a person took the call. */
function knownOf({ keys, menuDoneMs, handedOverMs }: Call): object {
  return {
    keys: keys.map(({ tMs, digit }) => ({ t_ms: Math.round(tMs), digit })),
    menu_done_ms: Math.round(menuDoneMs),
    ...(handedOverMs === undefined ? {} : { handed_over_ms: Math.round(handedOverMs) }),
  };
}
