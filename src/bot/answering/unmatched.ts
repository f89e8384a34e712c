import { acknowledge, tell } from '../slack/tell.js';
import { type ButtonArgs, buttonAddressee } from './button.js';
import { guarded, type ListenerNeeds } from './guarded.js';

/** A button of an older version, or an unknown one: acknowledge and explain it, or Slack shows an error. */
export function onUnmatched(needs: ListenerNeeds) {
  return guarded<ButtonArgs>(needs, 'unmatched', buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    await tell(
      needs.client,
      needs.log,
      buttonAddressee(args),
      'This button no longer works. `/irs-hunt status` shows what is running.',
    );
  });
}
