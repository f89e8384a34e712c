import { parentPort, workerData } from 'node:worker_threads';
import type { LogEntry } from '../../hunter/ports/store.js';
import { compacted } from './library-log.js';

export interface CompactorTask {
  readonly entries: readonly LogEntry[];
  readonly destination: string;
  readonly sinceDay: number;
  readonly most: number;
}

const { entries, destination, sinceDay, most } = workerData as CompactorTask;
parentPort?.postMessage(await compacted(entries, destination, sinceDay, most));
