import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Line } from '../../hunter/terms.js';
import type { ControlRights } from '../account/control-rights.js';
import type { Sessions } from '../account/sessions.js';
import type { Pacer } from '../api/pacer.js';
import type { PushedSessions } from '../events/pushed.js';
import type { SavedConsults } from '../kept/saved-consults.js';
import type { SavedDialogs } from '../kept/saved-dialogs.js';
import type { Legs } from '../softphone/legs.js';

/** What the calls of one line are worked with. */
export interface LineTools {
  readonly sessions: Sessions;
  readonly legs: Legs;
  /** Of the budget the sessions are asked for with. */
  readonly pacer: Pick<Pacer, 'available'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly events?: PushedSessions;
  /** Learns what the API lets us do to the line's calls; none where nobody asks. */
  readonly controlRights?: ControlRights;
  /** Where the next owner finds whom we ring, and the dialogs of our legs. */
  readonly consults?: SavedConsults;
  readonly dialogs?: SavedDialogs;
}

/** The tools for the calls of one line. */
export type ToolsOf = (line: Pick<Line, 'extensionId'>) => LineTools;
