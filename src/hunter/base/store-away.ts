/** The store cannot be reached, so nothing was decided. The message is a sentence for the person who asked. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway';
  constructor(cause?: unknown) {
    super('I can’t reach my database right now, so nothing was changed. Try again in a few seconds.', { cause });
  }
}
