/**
 * A hunt whose record this process cannot read: a newer version of the bot has written to it (`newer`), or it is `damaged`. The message
 * names the event and what is wrong with it. The hunt is left alone; a newer one is for another process to run.
 */
export class UnreadableHunt extends Error {
  override readonly name = 'UnreadableHunt';
  constructor(
    readonly huntId: string,
    readonly why: 'newer' | 'damaged',
    message: string,
  ) {
    super(message);
  }
}
