import { LandmarkFinder } from '../../src/ear/landmarks.js';
import { Library } from '../../src/ear/library.js';
import { Framer } from '../../src/ear/spectrum.js';
import { music } from '../../test/support/call-audio.js';
import { type Figure, figure } from '../figures.js';

const HOUR_S = 3600;
/** One piece, played at so many speeds that no two share their spectral peaks: an hour that never repeats itself. */
const PIECE_S = 60;
const SLOWEST = 0.7;
const FASTEST = 1.3;

/** What a library holds in memory after an hour in which nothing was heard twice: every landmark is kept. */
export function measureLibraryHour(note: (line: string) => void): readonly Figure[] {
  note('an hour goes into a library');
  const piece = music(PIECE_S * FASTEST, 1);
  const plays = HOUR_S / PIECE_S;
  const before = held();
  const library = new Library();
  const framer = new Framer();
  const finder = new LandmarkFinder();
  let landmarks = 0;
  for (let play = 0; play < plays; play++) {
    const speed = SLOWEST + ((FASTEST - SLOWEST) * play) / plays;
    framer.push(atSpeed(piece, speed, PIECE_S * 8000), ({ power }) => {
      for (const landmark of finder.push(power)) {
        library.add(landmark);
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

/** Bytes in typed arrays, where a library keeps all that grows. */
const held = (): number => process.memoryUsage().arrayBuffers;

function atSpeed(piece: Int16Array, speed: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, i) => {
    const at = i * speed;
    const from = Math.floor(at);
    const one = piece[from] ?? 0;
    return Math.round(one + ((piece[from + 1] ?? 0) - one) * (at - from));
  });
}
