import type { PlainTextOption } from '@slack/types';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { OptionsArgs } from '../answering/bindings.js';
import { guarded, type ListenerNeeds } from '../answering/guarded.js';
import { lineOptions } from '../lines/lines.js';
import { type CallerNeeds, callerOf, type LineFacts, usableFor } from '../lines/usable.js';
import type { RingChoices } from '../people/ring-choices.js';
import { poolOptions } from '../pools/pool-options.js';

/** What the form's options need. */
export interface FormOptionsNeeds extends ListenerNeeds, LineFacts, CallerNeeds {
  readonly rings: Pick<RingChoices, 'options'>;
}

/** Options of “Call from”, from memory: only what this person may use. */
export function onLineOptions(needs: FormOptionsNeeds) {
  return guarded<OptionsArgs>(
    needs,
    'line-options',
    () => undefined,
    async ({ ack, payload, body }) => {
      const caller = await callerOf(needs, body.user.id);
      // A list has no room for a sentence, so it stays empty; the form says why when it is sent.
      if (typeof caller === 'string') return ack({ options: [] });
      const options = lineOptions(usableFor(needs, caller), linesInUse(needs.openHunts()), payload.value);
      const pools = poolOptions(needs, caller, payload.value);
      if (pools.length === 0) return ack({ options });
      const group = (label: string, among: PlainTextOption[]) =>
        among.length === 0 ? [] : [{ label: { type: 'plain_text' as const, text: label }, options: among }];
      await ack({ option_groups: [...group('Pools', pools), ...group('Lines', options)] });
    },
  );
}

/** Options of “Where to ring you”, the person's own extension and devices first. */
export function onRingOptions(needs: FormOptionsNeeds) {
  return guarded<OptionsArgs>(
    needs,
    'ring-options',
    () => undefined,
    async ({ ack, payload, body }) => {
      await ack({ options: await needs.rings.options(body.user.id, payload.value, 'hunt') });
    },
  );
}
