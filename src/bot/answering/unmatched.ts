import type { BotParts } from '../parts.js';
import { acknowledge, tell } from '../slack/tell.js';
import { type ButtonArgs, buttonAddressee } from './button.js';
import { guarded } from './guarded.js';

/** A button of a version that is no more, or of nobody: acknowledged and explained, since Slack shows a failure otherwise. */
export function onUnmatched(parts: BotParts) {
  return guarded<ButtonArgs>(parts, 'unmatched', buttonAddressee, async (args) => {
    await acknowledge(args.ack, parts.log);
    await tell(
      parts.client,
      parts.log,
      buttonAddressee(args),
      'I do not know this button any more. `/irs-hunt status` shows what is running.',
    );
  });
}
