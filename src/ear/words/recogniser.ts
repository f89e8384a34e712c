/** Turns speech into words, on this machine. Several exist; the firm chooses and downloads the model. */
export interface Recogniser {
  /** The words of 8 kHz mono samples; empty when there are none. Takes as long as it takes: it is run in a worker. */
  recognise(samples: Int16Array): string;
}

/** Words cannot be recognised; the message says what to do. */
export class WordsError extends Error {
  override readonly name = 'WordsError';
}
