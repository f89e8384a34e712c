import { serveWords } from './serve-words.js';
import { loadSherpa } from './sherpa.js';

/** The entry of the process that recognises words, with the model whose folder it is given. */
serveWords(process, loadSherpa(process.argv[2] ?? ''));
