import type { Recognizer } from './recognizer.js';
import type { WordsReport, WordsRequest } from './words-messages.js';

/** What `serveWords` needs of the process it runs in. */
export interface Served {
  send?(report: WordsReport): unknown;
  on(event: 'message', listener: (request: WordsRequest) => void): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
  exit(code: number): void;
}

/** Answers the parent process's requests one by one, once the recognizer is loaded; exits with the parent. */
export function serveWords(served: Served, loading: Promise<Recognizer>): void {
  const tell = (report: WordsReport): void => void served.send?.(report);
  const fail = (error: unknown): void =>
    tell({ tell: 'failed', reason: error instanceof Error ? error.message : String(error) });
  loading.catch(fail);
  served.on('message', ({ number, samples }) => {
    loading.then((recognizer) => tell({ tell: 'words', number, text: recognizer.recognize(samples) })).catch(fail);
  });
  served.once('disconnect', () => served.exit(0));
}
