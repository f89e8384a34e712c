import type { Directory } from '../../hunter/ports/directory.js';
import type { Bindings, OptionsArgs, SubmitArgs } from '../answering/bindings.js';
import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded, type ListenerNeeds } from '../answering/guarded.js';
import { acknowledge } from '../slack/tell.js';
import { selectedIn } from '../slack/view-values.js';
import { ANOTHER_EXTENSION, extensionOptions, ME_FIELDS, ME_FORMS, proveView, sayView } from './me-form.js';
import { type CodeNeeds, onCodeSubmit, onProveSubmit, type ProveNeeds } from './prove.js';
import type { RingChoices } from './ring-choices.js';
import { ringWords } from './ring-targets.js';

/** What the forms of `/irs-hunt me` take. */
interface MeFormNeeds extends GatedNeeds {
  readonly rings: Pick<RingChoices, 'options' | 'choose'>;
  readonly directory: Directory;
}

/** The forms of `/irs-hunt me`. */
export function registerMe(bind: Bindings, needs: MeFormNeeds & ProveNeeds & CodeNeeds): void {
  bind.options(ME_FIELDS.ring, onMyRingOptions(needs));
  bind.options(ME_FIELDS.extension, onMyExtensionOptions(needs));
  bind.form(ME_FORMS.me, onMeSubmit(needs));
  bind.form(ME_FORMS.prove, onProveSubmit(needs));
  bind.form(ME_FORMS.code, onCodeSubmit(needs));
  bind.button(ANOTHER_EXTENSION, onAnotherExtension(needs));
}

/** Options of “Where to ring you” in the person's own settings. */
function onMyRingOptions(needs: MeFormNeeds) {
  return guarded<OptionsArgs>(
    needs,
    'my-ring-options',
    () => undefined,
    async ({ ack, payload, body }) => {
      await ack({ options: await needs.rings.options(body.user.id, payload.value, 'person') });
    },
  );
}

/** Options of “Your extension”. */
function onMyExtensionOptions(needs: MeFormNeeds) {
  return guarded<OptionsArgs>(
    needs,
    'my-extension-options',
    () => undefined,
    async ({ ack, payload }) => {
      await ack({ options: extensionOptions(needs.directory, payload.value) });
    },
  );
}

/** “Save”: where they want to be rung. */
function onMeSubmit(needs: MeFormNeeds) {
  return guarded<SubmitArgs>(
    needs,
    'me-submit',
    ({ body }) => ({ user: body.user.id }),
    async ({ ack, body, view }) => {
      const user = body.user.id;
      const refusal = await needs.gate.refusal('say-who-i-am', user);
      if (refusal !== undefined) return void (await acknowledge(ack, needs.log, said(refusal)));
      const target = await needs.rings.choose(user, selectedIn(view.state.values, ME_FIELDS.ring));
      if (typeof target === 'string') {
        await acknowledge(ack, needs.log, { response_action: 'errors', errors: { [ME_FIELDS.ring]: target } });
        return;
      }
      await acknowledge(ack, needs.log, said(`Saved. From now on I’ll ring you at *${ringWords(target)}*.`));
    },
  );
}

/** “Another extension is mine”: opens the next form on top of this one. */
function onAnotherExtension(needs: ListenerNeeds) {
  return guarded<ButtonArgs>(needs, 'another-extension', buttonAddressee, async ({ ack, body, client }) => {
    // The trigger id lives 3 s, so rights are checked when the form is sent.
    const pushing = client.views.push({ trigger_id: body.trigger_id, view: proveView() });
    await Promise.all([acknowledge(ack, needs.log), pushing]);
  });
}

function said(text: string) {
  return { response_action: 'update' as const, view: sayView(text) };
}
