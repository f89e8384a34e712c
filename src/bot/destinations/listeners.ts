import {
  DestinationRefused,
  type OwnDestination,
  type OwnDestinations,
} from '../../hunter/destinations/own-destinations.js';
import type { Audit } from '../../hunter/office/audit.js';
import type { Destination } from '../../hunter/terms.js';
import type { Bindings, SubmitArgs } from '../answering/bindings.js';
import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import { HOUSE_ACTIONS } from '../answering/button-value.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded } from '../answering/guarded.js';
import { plainly } from '../slack/mrkdwn.js';
import { opened } from '../slack/opened.js';
import { acknowledge, tell } from '../slack/tell.js';
import { DESTINATION_FIELDS, DESTINATION_FORM, destinationForm, destinationOf, readDestination } from './form.js';

/** What changing the list of destinations takes. */
interface DestinationNeeds extends GatedNeeds {
  /** The destinations admins add and change. */
  readonly ownDestinations: OwnDestinations;
  readonly audit: Pick<Audit, 'record'>;
  readonly now: () => number;
}

/** The list of destinations and its form. */
export function registerDestinations(bind: Bindings, needs: DestinationNeeds): void {
  bind.button(HOUSE_ACTIONS.addDestination, onAddDestination(needs));
  bind.button(HOUSE_ACTIONS.editDestination, onEditDestination(needs));
  bind.button(HOUSE_ACTIONS.removeDestination, onRemoveDestination(needs));
  bind.form(DESTINATION_FORM, onDestinationSubmit(needs));
}

/** A button that changes the list, for those who may; others are told why not. */
function onListButton(needs: GatedNeeds, name: string, act: (args: ButtonArgs) => Promise<string | undefined>) {
  return guarded<ButtonArgs>(needs, name, buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    const refusal = await needs.gate.refusal('edit-destinations', args.body.user.id);
    const answer = refusal ?? (await act(args));
    if (answer !== undefined) await tell(needs.client, needs.log, buttonAddressee(args), answer);
  });
}

function chosenId({ action }: ButtonArgs): string | undefined {
  return action.type === 'static_select' ? (action.selected_option?.value ?? undefined) : undefined;
}

const GONE = 'It is no longer on the list. `/irs-hunt destinations` shows the current list.';

function openForm(args: ButtonArgs, known: Destination | undefined): Promise<string | undefined> {
  const view = destinationForm(known, args.body.channel?.id);
  const open = () => args.client.views.open({ trigger_id: args.body.trigger_id, view });
  return opened(open, 'Press again.');
}

/** `Add a phone line`. */
function onAddDestination(needs: GatedNeeds) {
  return onListButton(needs, 'add-destination', (args) => openForm(args, undefined));
}

/** `Change…`. */
function onEditDestination(needs: DestinationNeeds) {
  return onListButton(needs, 'edit-destination', async (args) => {
    const known = needs.ownDestinations.get(chosenId(args) ?? '');
    return known === undefined ? GONE : openForm(args, known);
  });
}

/** `Remove…`. */
function onRemoveDestination(needs: DestinationNeeds) {
  return onListButton(needs, 'remove-destination', async (args) => {
    const known = needs.ownDestinations.get(chosenId(args) ?? '');
    if (known === undefined) return GONE;
    try {
      await needs.ownDestinations.remove(known.id);
    } catch (error) {
      if (error instanceof DestinationRefused) return error.message;
      throw error;
    }
    audited(needs, args.body.user.id, `removed ${known.id}`);
    return `${plainly(known.name)} is off the list. Running hunts keep their calls but do not dial it again.`;
  });
}

/** The destination form was sent. */
function onDestinationSubmit(needs: DestinationNeeds) {
  const addressee = ({ body, view }: SubmitArgs) => ({
    user: body.user.id,
    channel: destinationOf(view.private_metadata).channel,
  });
  return guarded<SubmitArgs>(needs, 'destination-submit', addressee, async (args) => {
    const { ack, body, view } = args;
    const user = body.user.id;
    const refuse = (errors: Readonly<Record<string, string>>) =>
      acknowledge(ack, needs.log, { response_action: 'errors', errors: { ...errors } });
    const refusal = await needs.gate.refusal('edit-destinations', user);
    if (refusal !== undefined) return void (await refuse({ [DESTINATION_FIELDS.name]: refusal }));
    const read = readDestination(view.state.values, new Date(needs.now()).toISOString().slice(0, 10));
    if ('faults' in read) return void (await refuse(read.faults));
    const { id } = destinationOf(view.private_metadata);
    let words: string;
    try {
      words = id === undefined ? await add(needs, user, read) : await edit(needs, user, { ...read, id });
    } catch (error) {
      if (!(error instanceof DestinationRefused)) throw error;
      audited(needs, user, `${id === undefined ? 'adding' : `changing ${id}`} ${read.name}`, error.message);
      return void (await refuse({ [error.field]: error.message }));
    }
    await acknowledge(ack, needs.log);
    await tell(needs.client, needs.log, addressee(args), words);
  });
}

async function add(needs: DestinationNeeds, user: string, read: Omit<OwnDestination, 'id'>): Promise<string> {
  const { id, name } = await needs.ownDestinations.add(read);
  audited(needs, user, `added ${id}`);
  return `${plainly(name)} is on the list. Teach the bot its menu first: \`/irs-hunt teach ${id}\`. Then start a hunt: \`/irs-hunt start ${id}\`.`;
}

async function edit(needs: DestinationNeeds, user: string, read: OwnDestination): Promise<string> {
  const before = needs.ownDestinations.get(read.id);
  const now = await needs.ownDestinations.edit(read);
  const fields = (['name', 'number', 'hours', 'note', 'checked'] as const).filter(
    (field) => JSON.stringify(before?.[field]) !== JSON.stringify(now[field]),
  );
  audited(needs, user, `changed ${read.id}: ${fields.join(', ') || 'nothing'}`);
  return `${plainly(now.name)} is changed. Running hunts continue; if the number changed, they do not dial it again.`;
}

/** Without phone numbers: the audit log has none. */
function audited({ audit }: Pick<DestinationNeeds, 'audit'>, by: string, about: string, why?: string): void {
  const outcome = why === undefined ? 'done' : 'refused';
  audit.record({ by, act: 'destination', outcome, about, ...(why === undefined ? {} : { why }) });
}
