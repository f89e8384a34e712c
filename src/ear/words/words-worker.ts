import { parentPort, workerData } from 'node:worker_threads';
import { serveWords } from './serve-words.js';
import { loadSherpa } from './sherpa.js';

/** The entry of the worker that recognises words, with the model whose folder it is given. */
if (parentPort !== null) serveWords(parentPort, loadSherpa(String(workerData)));
