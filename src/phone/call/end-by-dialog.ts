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
 * Ends calls that no leg of this process is in any more, through their own dialog: the line takes the call up, then hangs up. Where the API
 * lets nobody drop another user's calls, this is the only way to end what a lost line or a former process left up.
 */
export class EndByDialog {
  constructor(private readonly options: EndByDialogOptions) {}

  /**
   * `name`: the name the dialog is stored under; `known`: the dialog itself, if this process has
   * it. False when no dialog is known or the server refuses to give the call back; a call that
   * was handed over is thus out of reach, and stays up. The line bounds the time; never rejects.
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
