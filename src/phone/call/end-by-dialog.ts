import type { Log } from '../../hunter/base/log.js';
import type { Line } from '../../hunter/terms.js';
import type { DialogState } from '../softphone/sip/softphone.js';
import type { Softphones } from '../softphone/softphones.js';
import type { SavedDialogs } from './saved-dialogs.js';

export interface EndByDialogOptions {
  readonly lines: Pick<Softphones, 'lendAnew'>;
  readonly dialogs?: Pick<SavedDialogs, 'take'>;
  readonly log: Log;
}

/**
 * Ends calls that no leg of this process is in any more, by their own dialog: the line takes it up, then hangs up. Where the API lets
 * nobody drop calls of others, this is the only way to end what a lost line or a former process left standing.
 */
export class EndByDialog {
  constructor(private readonly options: EndByDialogOptions) {}

  /**
   * `name`: under which the dialog is kept; `known`: the dialog itself, where this process has it. False when nothing is known of it, or
   * the server does not give it back: a call that was handed over is out of reach, and stays. Bounded by the line; never rejects.
   */
  async end(line: Line, name: string, known?: DialogState): Promise<boolean> {
    const { lines, dialogs, log } = this.options;
    const leg = `end:${name}`;
    try {
      const dialog = known ?? (await dialogs?.take(name));
      if (dialog === undefined) return false;
      const lent = await lines.lendAnew(line);
      try {
        await lent.softphone.resume(leg, dialog);
        await lent.softphone.hangUp(leg);
      } finally {
        lent.giveBack();
      }
      log.info({ lineId: line.id, name }, 'a call was ended by its own dialog');
      return true;
    } catch (error) {
      log.warn({ err: error, lineId: line.id, name }, 'a call could not be ended by its own dialog');
      return false;
    }
  }
}
