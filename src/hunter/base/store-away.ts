/** The store cannot be reached: nothing was decided. The message is a sentence for the person who asked. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway';
  constructor(cause?: unknown) {
    super('The store of the bot is away for the moment, so nothing was changed. Try again in a few seconds.', {
      cause,
    });
  }
}
