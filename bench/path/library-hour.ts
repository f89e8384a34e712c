import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LandmarkFinder } from '../../src/ear/library/landmarks.js';
import { Library } from '../../src/ear/library/library.js';
import { Framer } from '../../src/ear/signal/spectrum.js';
import { music } from '../../test/support/call-audio.js';
import { type Figure, figure } from '../figures.js';

const HOUR_S = 3600;
/** One piece, played at this many speeds that no two share their spectral peaks: an hour that never repeats itself. */
const PIECE_S = 60;
const SLOWEST = 0.7;
const FASTEST = 1.3;

/** Held here, or a library nobody asks any more would be swept away before it is weighed. */
const kept: Library[] = [];

/** What a library holds in memory after an hour in which nothing was heard twice: every landmark is kept. */
export function measureLibraryHour(note: (line: string) => void): readonly Figure[] {
  note('an hour goes into a library');
  const piece = music(PIECE_S * FASTEST, 1);
  const plays = HOUR_S / PIECE_S;
  const before = held();
  const library = new Library();
  kept.push(library);
  let landmarks = 0;
  for (let play = 0; play < plays; play++) {
    const framer = new Framer();
    const finder = new LandmarkFinder();
    const start = library.reserve();
    const speed = SLOWEST + ((FASTEST - SLOWEST) * play) / plays;
    framer.push(atSpeed(piece, speed, PIECE_S * 8000), ({ power }) => {
      for (const { hash, hop } of finder.push(power)) {
        library.add({ hash, hop: start + hop });
        landmarks++;
      }
    });
  }
  const megabytes = (held() - before) / 2 ** 20;
  return [
    figure('memory of a library-hour', 'MB', megabytes, 1),
    figure('landmarks in it', 'thousand', landmarks / 1000, 1),
  ];
}

/** Bytes of objects and typed arrays, with nothing in them that is no longer used. */
function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What one collection finds unused may hold on to typed arrays until the next.
  for (let round = 0; round < 3; round++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function atSpeed(piece: Int16Array, speed: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, i) => {
    const at = i * speed;
    const from = Math.floor(at);
    const one = piece[from] ?? 0;
    return Math.round(one + ((piece[from + 1] ?? 0) - one) * (at - from));
  });
}
