/** Turns speech into words on this machine. There are several; each firm chooses and downloads its own model. */
export interface Recognizer {
  /** Returns the words in 8 kHz mono samples, or an empty string. May take long, so it runs in its own process. */
  recognize(samples: Int16Array): string;
}

/** Speech recognition is not available; the message says what to do. */
export class WordsError extends Error {
  override readonly name = 'WordsError';
}
