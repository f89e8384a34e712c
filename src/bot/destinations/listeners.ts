import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { DestinationRefused, type OwnDestination } from '../../hunter/destinations/own-destinations.js';
import type { Destination } from '../../hunter/terms.js';
import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import { guarded } from '../answering/guarded.js';
import type { BotParts } from '../parts.js';
import { plainly } from '../slack/mrkdwn.js';
import { opened } from '../slack/opened.js';
import { acknowledge, tell } from '../slack/tell.js';
import { DESTINATION_FIELDS, destinationForm, destinationOf, readDestination } from './form.js';

type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** A click of somebody who may change the list; others are told that they may not. */
function onListButton(parts: BotParts, name: string, act: (args: ButtonArgs) => Promise<string | undefined>) {
  return guarded<ButtonArgs>(parts, name, buttonAddressee, async (args) => {
    await acknowledge(args.ack, parts.log);
    const refusal = await parts.gate.refusal('edit-destinations', args.body.user.id);
    const answer = refusal ?? (await act(args));
    if (answer !== undefined) await tell(parts.client, parts.log, buttonAddressee(args), answer);
  });
}

function chosenId({ action }: ButtonArgs): string | undefined {
  return action.type === 'static_select' ? (action.selected_option?.value ?? undefined) : undefined;
}

const GONE = 'It is not on the list any more. `/irs-hunt destinations` shows the list as it is.';

function openForm(args: ButtonArgs, known: Destination | undefined): Promise<string | undefined> {
  const view = destinationForm(known, args.body.channel?.id);
  const open = () => args.client.views.open({ trigger_id: args.body.trigger_id, view });
  return opened(open, 'Press again.');
}

/** `Add a phone line` */
export function onAddDestination(parts: BotParts) {
  return onListButton(parts, 'add-destination', (args) => openForm(args, undefined));
}

/** `Change…` */
export function onEditDestination(parts: BotParts) {
  return onListButton(parts, 'edit-destination', async (args) => {
    const known = parts.ownDestinations.get(chosenId(args) ?? '');
    return known === undefined ? GONE : openForm(args, known);
  });
}

/** `Remove…` */
export function onRemoveDestination(parts: BotParts) {
  return onListButton(parts, 'remove-destination', async (args) => {
    const known = parts.ownDestinations.get(chosenId(args) ?? '');
    if (known === undefined) return GONE;
    try {
      await parts.ownDestinations.remove(known.id);
    } catch (error) {
      if (error instanceof DestinationRefused) return error.message;
      throw error;
    }
    audited(parts, args.body.user.id, `removed ${known.id}`);
    return `${plainly(known.name)} is off the list. Hunts for it that run keep their calls; it is not dialled again.`;
  });
}

/** The form of a destination was sent. */
export function onDestinationSubmit(parts: BotParts) {
  const addressee = ({ body, view }: SubmitArgs) => ({
    user: body.user.id,
    channel: destinationOf(view.private_metadata).channel,
  });
  return guarded<SubmitArgs>(parts, 'destination-submit', addressee, async (args) => {
    const { ack, body, view } = args;
    const user = body.user.id;
    const refuse = (errors: Readonly<Record<string, string>>) =>
      acknowledge(ack, parts.log, { response_action: 'errors', errors: { ...errors } });
    const refusal = await parts.gate.refusal('edit-destinations', user);
    if (refusal !== undefined) return void (await refuse({ [DESTINATION_FIELDS.name]: refusal }));
    const read = readDestination(view.state.values, new Date(parts.now()).toISOString().slice(0, 10));
    if ('faults' in read) return void (await refuse(read.faults));
    const { id } = destinationOf(view.private_metadata);
    let words: string;
    try {
      words = id === undefined ? await add(parts, user, read) : await edit(parts, user, { ...read, id });
    } catch (error) {
      if (!(error instanceof DestinationRefused)) throw error;
      audited(parts, user, `${id === undefined ? 'adding' : `changing ${id}`} ${read.name}`, error.message);
      return void (await refuse({ [error.field]: error.message }));
    }
    await acknowledge(ack, parts.log);
    await tell(parts.client, parts.log, addressee(args), words);
  });
}

async function add(parts: BotParts, user: string, read: Omit<OwnDestination, 'id'>): Promise<string> {
  const { id, name } = await parts.ownDestinations.add(read);
  audited(parts, user, `added ${id}`);
  return `${plainly(name)} can be called now (\`/irs-hunt start ${id}\`). Teach its menu first: \`/irs-hunt teach ${id}\`.`;
}

async function edit(parts: BotParts, user: string, read: OwnDestination): Promise<string> {
  const before = parts.ownDestinations.get(read.id);
  const now = await parts.ownDestinations.edit(read);
  const fields = (['name', 'number', 'hours', 'note', 'checked'] as const).filter(
    (field) => JSON.stringify(before?.[field]) !== JSON.stringify(now[field]),
  );
  audited(parts, user, `changed ${read.id}: ${fields.join(', ') || 'nothing'}`);
  return `${plainly(now.name)} is changed. Hunts that run go on; a number that changed is not dialled by them again.`;
}

/** Numbers are left out: the audit holds none. */
function audited({ audit }: BotParts, by: string, about: string, why?: string): void {
  const outcome = why === undefined ? 'done' : 'refused';
  audit.record({ by, act: 'destination', outcome, about, ...(why === undefined ? {} : { why }) });
}
