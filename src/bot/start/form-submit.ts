import type { Destinations } from '../../hunter/destinations/destinations.js';
import type { Audit } from '../../hunter/office/audit.js';
import { linesLeft } from '../../hunter/office/house-rules.js';
import type { SubmitArgs } from '../answering/bindings.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded } from '../answering/guarded.js';
import { type ChosenNeeds, chosenLines } from '../lines/chosen-lines.js';
import { type CallerNeeds, callerOf } from '../lines/usable.js';
import type { RingChoices } from '../people/ring-choices.js';
import { type Channels, INVITE } from '../slack/channels.js';
import { acknowledge, tell } from '../slack/tell.js';
import { readChannel } from '../slack/view-values.js';
import { FIELDS } from './form.js';
import { type FormValues, readForm } from './form-values.js';
import { atField, type Faults, houseFault, type StartingNeeds, startHunt, type Wish, wishFaults } from './starting.js';

/** What starting a hunt from the form takes. */
export interface FormSubmitNeeds extends GatedNeeds, StartingNeeds, ChosenNeeds, CallerNeeds {
  readonly destinations: Pick<Destinations, 'get'>;
  readonly rings: Pick<RingChoices, 'resolve'>;
  readonly channels: Pick<Channels, 'canPost'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly now: () => number;
}

/** The hunt that was asked for, or the errors by field. */
async function readWish(
  needs: FormSubmitNeeds,
  values: FormValues,
  user: string,
  channel: string,
): Promise<Wish | Faults> {
  const { destinations, rings, channels, now } = needs;
  const open = needs.openHunts();
  const destination = destinations.get(values.destination);
  if (destination === undefined) return { destination: 'Choose one of the phone lines in the list.' };
  const caller = await callerOf(needs, user);
  const left = linesLeft({ requester: user, channel }, needs.house.limits(), open);
  const chosen = { values: values.lines, wanted: values.agents, left };
  const lines = typeof caller === 'string' ? caller : chosenLines(needs, caller, chosen);
  if (typeof lines === 'string') return { lines };
  const asked = { requester: user, channel, destination, lines };
  const [ring, canPost, byHouse] = await Promise.all([
    rings.resolve(user, values.ring),
    channels.canPost(channel),
    houseFault(needs, asked, open),
  ]);
  const wish = { ...asked, wanted: values.agents, note: values.note };
  const faults: Faults = {
    ...atField(byHouse),
    ...wishFaults(wish, open, now()),
    ...(typeof ring === 'string' ? { ring } : {}),
    ...(canPost ? {} : { destination: INVITE }),
  };
  return Object.keys(faults).length > 0 || typeof ring === 'string' ? faults : { ...wish, ringTarget: ring };
}

/** The form was sent: errors go back to their fields, otherwise the hunt starts. */
export function onFormSubmit(needs: FormSubmitNeeds) {
  const addressee = ({ body, view }: SubmitArgs) => ({
    user: body.user.id,
    channel: readChannel(view.private_metadata),
  });
  return guarded<SubmitArgs>(needs, 'form-submit', addressee, async ({ ack, body, view }) => {
    // Without our channel value the form was not opened by us; then the hunt goes to the person's direct messages.
    const channel = readChannel(view.private_metadata) ?? body.user.id;
    const refusal = await needs.gate.refusal('start-hunt', body.user.id);
    if (refusal !== undefined) {
      await acknowledge(ack, needs.log, { response_action: 'errors', errors: { [FIELDS.destination]: refusal } });
      return;
    }
    const wish = await readWish(needs, readForm(view.state.values), body.user.id, channel);
    if (!('ringTarget' in wish)) {
      const errors = Object.fromEntries(Object.entries(wish).filter(([, fault]) => fault !== undefined));
      await acknowledge(ack, needs.log, { response_action: 'errors', errors });
      return;
    }
    await acknowledge(ack, needs.log);
    const trouble = await startHunt(needs, view.id, wish);
    if (trouble !== undefined) await tell(needs.client, needs.log, { user: body.user.id, channel }, trouble);
  });
}
