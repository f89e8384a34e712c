import { randomBytes } from 'node:crypto';
import { Library } from './library.js';
import { isEmpty, type LibraryPart, newIn } from './library-part.js';
import type { PartToTakeIn } from './library-sync.js';

export interface LibrariesOptions {
  /** An empty library was created; other processes may know more. */
  readonly onMade: (destinationId: string, writer: string) => void;
  /** What a library has learned since the last report. */
  readonly onLearned: (destinationId: string, writer: string, part: LibraryPart) => void;
  readonly now?: () => number;
}

/** A part for one library. */
export interface ForLibrary extends PartToTakeIn {
  readonly destinationId: string;
  readonly writer: string;
}

interface Kept {
  readonly library: Library;
  readonly writer: string;
}

/**
 * The libraries of one worker. Each is created with the first call to its destination and lives as long as the worker.
 */
export class Libraries {
  readonly #kept = new Map<string, Kept>();
  readonly #options: LibrariesOptions;
  /** Parts are taken in one by one. */
  #takingIn: Promise<void> = Promise.resolve();

  constructor(options: LibrariesOptions) {
    this.#options = options;
  }

  of(destinationId: string): Library {
    const known = this.#kept.get(destinationId);
    if (known !== undefined) return known.library;
    const made = {
      library: new Library({ now: this.#options.now ?? Date.now }),
      writer: randomBytes(8).toString('hex'),
    };
    this.#kept.set(destinationId, made);
    this.#options.onMade(destinationId, made.writer);
    return made.library;
  }

  /**
   * Adds a part to its library, in small steps so that calls can be heard in between. `compare`: the part may contain
   * what is known already.
   */
  takeIn({ destinationId, writer, part, compare }: ForLibrary): Promise<void> {
    this.#takingIn = this.#takingIn.then(async () => {
      const kept = this.#kept.get(destinationId);
      // A part meant for a library that is gone would be counted twice.
      if (kept?.writer !== writer) return;
      for (const _ of kept.library.takeIn(compare ? newIn(part, kept.library.whole()) : part)) {
        await new Promise((goOn) => setImmediate(goOn));
      }
    });
    return this.#takingIn;
  }

  /** Reports what one library, or every library, has learned. */
  tellNews(destinationId?: string): void {
    for (const [id, { library, writer }] of this.#kept) {
      if (destinationId !== undefined && id !== destinationId) continue;
      const news = library.news();
      if (!isEmpty(news)) this.#options.onLearned(id, writer, news);
    }
  }
}
