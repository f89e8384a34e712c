import type { MessagePort } from 'node:worker_threads';
import type { Recogniser } from './recogniser.js';
import type { WordsReport, WordsRequest } from './words-messages.js';

/** Answers requests at a port one after the other, once the recogniser is loaded. */
export function serveWords(port: MessagePort, loading: Promise<Recogniser>): void {
  const tell = (report: WordsReport): void => port.postMessage(report);
  const fail = (error: unknown): void =>
    tell({ tell: 'failed', reason: error instanceof Error ? error.message : String(error) });
  loading.catch(fail);
  port.on('message', ({ number, samples }: WordsRequest) => {
    loading.then((recogniser) => tell({ tell: 'words', number, text: recogniser.recognise(samples) })).catch(fail);
  });
}
