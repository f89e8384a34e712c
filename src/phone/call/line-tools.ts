import type { Logger } from 'pino';
import type { Line } from '../../hunter/words.js';
import type { Clock } from '../clock.js';
import type { ConsultKeep } from '../consult-keep.js';
import type { PushedSessions } from '../events/pushed.js';
import type { Legs } from '../legs.js';
import type { Pacer } from '../pacer.js';
import type { Sessions } from '../sessions.js';

/** What the calls of one line are worked with. */
export interface LineTools {
  readonly sessions: Sessions;
  readonly legs: Legs;
  /** Of the budget the sessions are asked for with. */
  readonly pacer: Pick<Pacer, 'available'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events?: PushedSessions;
  /** Where the next owner finds whom we ring. */
  readonly consults?: ConsultKeep;
}

/** The tools for the calls of one line. */
export type ToolsOf = (line: Pick<Line, 'extensionId'>) => LineTools;
