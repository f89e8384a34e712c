import { serveWords } from './serve-words.js';
import { loadSherpa } from './sherpa.js';

/** Entry point of the process that recognizes words; its argument is the model's folder. */
serveWords(process, loadSherpa(process.argv[2] ?? ''));
