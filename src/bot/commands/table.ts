import { auditCommand } from '../admin/audit.js';
import { pauseCommand } from '../admin/pause.js';
import { resumeCommand } from '../admin/resume.js';
import { settingsCommand } from '../admin/settings.js';
import type { Ask, Command } from '../answering/command.js';
import { destinationsCommand } from '../destinations/list.js';
import { linesCommand } from '../lines/verbs.js';
import { linkCommand } from '../people/link.js';
import { meCommand } from '../people/me.js';
import { unlinkCommand } from '../people/unlink.js';
import { poolsCommand } from '../pools/list.js';
import { connectCommand } from '../sign-in/connect.js';
import { disconnectCommand } from '../sign-in/disconnect.js';
import { formCommand } from '../start/open-form.js';
import { startCommand } from '../start/start.js';
import { statusCommand } from '../start/status.js';
import { stopCommand } from '../start/stop.js';
import { teachCommand } from '../start/teach.js';
import { helpCommand, usageOf } from './help.js';

/** Every command, in the order of the help. Write a new one in its feature's folder and add it here. */
const ENTRIES = [
  formCommand,
  startCommand,
  statusCommand,
  stopCommand,
  linesCommand,
  poolsCommand,
  meCommand,
  linkCommand,
  unlinkCommand,
  teachCommand,
  destinationsCommand,
  pauseCommand,
  resumeCommand,
  settingsCommand,
  auditCommand,
  connectCommand,
  disconnectCommand,
  helpCommand((): string => USAGE),
] as const;

/** What all commands need. */
export type CommandNeeds = (typeof ENTRIES)[number]['run'] extends (needs: infer N, ask: Ask) => unknown ? N : never;

export const COMMANDS: readonly Command<CommandNeeds>[] = ENTRIES;

/** The text of the help. */
export const USAGE: string = usageOf(COMMANDS);
