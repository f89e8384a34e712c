import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { linesLeft } from '../../hunter/office/house-rules.js';
import { guarded } from '../answering/guarded.js';
import { chosenLines } from '../lines/chosen-lines.js';
import { callerOf } from '../lines/usable.js';
import type { BotParts } from '../parts.js';
import { INVITE } from '../slack/channels.js';
import { acknowledge, tell } from '../slack/tell.js';
import { readChannel } from '../slack/view-values.js';
import { FIELDS } from './form.js';
import { type FormValues, readForm } from './form-values.js';
import { atField, type Faults, houseFault, startHunt, type Wish, wishFaults } from './starting.js';

type Args = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** What was filled in as a wish, or the faults, each at its field. */
async function readWish(parts: BotParts, values: FormValues, user: string, channel: string): Promise<Wish | Faults> {
  const { destinations, live, rings, channels, now } = parts;
  const destination = destinations.get(values.destination);
  if (destination === undefined) return { destination: 'Choose one of the phone lines in the list.' };
  const caller = await callerOf(parts, user);
  const left = linesLeft({ requester: user, channel }, parts.house.limits(), live.open());
  const chosen = { values: values.lines, wanted: values.agents, left };
  const lines = typeof caller === 'string' ? caller : chosenLines(parts, caller, chosen);
  if (typeof lines === 'string') return { lines };
  const asked = { requester: user, channel, destination, lines };
  const [ring, canPost, byHouse] = await Promise.all([
    rings.resolve(user, values.ring),
    channels.canPost(channel),
    houseFault(parts, asked, live.open()),
  ]);
  const wish = { ...asked, wanted: values.agents, note: values.note };
  const faults: Faults = {
    ...atField(byHouse),
    ...wishFaults(wish, live.open(), now()),
    ...(typeof ring === 'string' ? { ring } : {}),
    ...(canPost ? {} : { destination: INVITE }),
  };
  return Object.keys(faults).length > 0 || typeof ring === 'string' ? faults : { ...wish, ringTarget: ring };
}

/** The form was sent: faults go back to their fields, otherwise the hunt starts. */
export function onFormSubmit(parts: BotParts) {
  const addressee = ({ body, view }: Args) => ({ user: body.user.id, channel: readChannel(view.private_metadata) });
  return guarded<Args>(parts, 'form-submit', addressee, async ({ ack, body, view }) => {
    // A form without a channel of ours was not opened by us; the person is its own channel then.
    const channel = readChannel(view.private_metadata) ?? body.user.id;
    const refusal = await parts.gate.refusal('start-hunt', body.user.id);
    if (refusal !== undefined) {
      await acknowledge(ack, parts.log, { response_action: 'errors', errors: { [FIELDS.destination]: refusal } });
      return;
    }
    const wish = await readWish(parts, readForm(view.state.values), body.user.id, channel);
    if (!('ringTarget' in wish)) {
      const errors = Object.fromEntries(Object.entries(wish).filter(([, fault]) => fault !== undefined));
      await acknowledge(ack, parts.log, { response_action: 'errors', errors });
      return;
    }
    await acknowledge(ack, parts.log);
    const trouble = await startHunt(parts, view.id, wish);
    if (trouble !== undefined) await tell(parts.client, parts.log, { user: body.user.id, channel }, trouble);
  });
}
