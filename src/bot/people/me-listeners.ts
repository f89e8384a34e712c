import type {
  AllMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import { guarded } from '../answering/guarded.js';
import type { BotParts } from '../parts.js';
import { acknowledge } from '../slack/tell.js';
import { selectedIn } from '../slack/view-values.js';
import { extensionOptions, ME_FIELDS, proveView, sayView } from './me-form.js';
import { ringWords } from './ring-targets.js';

type Submit = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type Options = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;

/** Options of “Where to ring you”, for themselves. */
export function onMyRingOptions(parts: BotParts) {
  return guarded<Options>(
    parts,
    'my-ring-options',
    () => undefined,
    async ({ ack, payload, body }) => {
      await ack({ options: await parts.rings.options(body.user.id, payload.value, 'person') });
    },
  );
}

/** Options of “Your extension”. */
export function onMyExtensionOptions(parts: BotParts) {
  return guarded<Options>(
    parts,
    'my-extension-options',
    () => undefined,
    async ({ ack, payload }) => {
      await ack({ options: extensionOptions(parts.directory, payload.value) });
    },
  );
}

/** Where they want to be rung was saved. */
export function onMeSubmit(parts: BotParts) {
  return guarded<Submit>(
    parts,
    'me-submit',
    ({ body }) => ({ user: body.user.id }),
    async ({ ack, body, view }) => {
      const user = body.user.id;
      const refusal = await parts.gate.refusal('say-who-i-am', user);
      if (refusal !== undefined) return void (await acknowledge(ack, parts.log, said(refusal)));
      const target = await parts.rings.choose(user, selectedIn(view.state.values, ME_FIELDS.ring));
      if (typeof target === 'string') {
        await acknowledge(ack, parts.log, { response_action: 'errors', errors: { [ME_FIELDS.ring]: target } });
        return;
      }
      await acknowledge(ack, parts.log, said(`Saved. From now on I ring you at *${ringWords(target)}*.`));
    },
  );
}

/** “Another extension is mine”: the next form, on top of this one. */
export function onAnotherExtension(parts: BotParts) {
  return guarded<ButtonArgs>(parts, 'another-extension', buttonAddressee, async ({ ack, body, client }) => {
    // The trigger id lives 3 s: whether they may is asked when the form is sent.
    const pushing = client.views.push({ trigger_id: body.trigger_id, view: proveView() });
    await Promise.all([acknowledge(ack, parts.log), pushing]);
  });
}

function said(text: string) {
  return { response_action: 'update' as const, view: sayView(text) };
}
