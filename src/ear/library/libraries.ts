import { randomBytes } from 'node:crypto';
import { Library } from './library.js';
import { isEmpty, type LibraryPart, newIn } from './library-part.js';
import type { PartToTakeIn } from './library-sync.js';

export interface LibrariesOptions {
  /** A library was made, with nothing in it: others may know more. */
  readonly onMade: (destinationId: string, writer: string) => void;
  /** What a library has learnt since the last time. */
  readonly onLearnt: (destinationId: string, writer: string, part: LibraryPart) => void;
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

/** The libraries of one worker: each made when a call to its destination is first opened, and kept while the worker lives. */
export class Libraries {
  readonly #kept = new Map<string, Kept>();
  readonly #options: LibrariesOptions;
  /** Parts to take in, one after the other. */
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

  /** Takes a part in, in small steps between which calls are heard. `compare`: it may hold what is known already. */
  takeIn({ destinationId, writer, part, compare }: ForLibrary): Promise<void> {
    this.#takingIn = this.#takingIn.then(async () => {
      const kept = this.#kept.get(destinationId);
      // What was meant for a library that is gone would be counted twice.
      if (kept?.writer !== writer) return;
      for (const _ of kept.library.takeIn(compare ? newIn(part, kept.library.whole()) : part)) {
        await new Promise((goOn) => setImmediate(goOn));
      }
    });
    return this.#takingIn;
  }

  /** Tells what one library, or each, has learnt. */
  tellNews(destinationId?: string): void {
    for (const [id, { library, writer }] of this.#kept) {
      if (destinationId !== undefined && id !== destinationId) continue;
      const news = library.news();
      if (!isEmpty(news)) this.#options.onLearnt(id, writer, news);
    }
  }
}
