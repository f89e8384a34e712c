import { acknowledge, tell } from '../slack/tell.js';
import { type ButtonArgs, buttonAddressee } from './button.js';
import { guarded, type ListenerNeeds } from './guarded.js';

/** A button of a version that is no more, or of nobody: acknowledged and explained, since Slack shows a failure otherwise. */
export function onUnmatched(needs: ListenerNeeds) {
  return guarded<ButtonArgs>(needs, 'unmatched', buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    await tell(
      needs.client,
      needs.log,
      buttonAddressee(args),
      'I do not know this button any more. `/irs-hunt status` shows what is running.',
    );
  });
}
