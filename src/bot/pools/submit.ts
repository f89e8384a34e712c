import type {
  AllMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { callableLines } from '../../hunter/office/callable-lines.js';
import { type PoolField, poolFaults, withPool } from '../../hunter/office/pools.js';
import { guarded } from '../answering/guarded.js';
import { lineOptions } from '../lines/lines.js';
import type { BotParts } from '../parts.js';
import { LIMITS } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';
import { acknowledge, tell } from '../slack/tell.js';
import { groupOption, POOL_FIELDS, readPoolForm } from './pool-form.js';
import { poolStateWords } from './pool-options.js';

type OptionsArgs = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;
type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Options are for who may edit pools; others get none. Not audited: a list asks with every letter that is typed. */
function onOptions(parts: BotParts, name: string, options: (typed: string) => Promise<readonly PlainTextOption[]>) {
  return guarded<OptionsArgs>(
    parts,
    name,
    () => undefined,
    async ({ ack, payload, body }) => {
      const isAdmin = (await parts.standings.of(body.user.id).catch(() => 'member')) === 'admin';
      await ack({ options: isAdmin ? [...(await options(payload.value))] : [] });
    },
  );
}

/** Options of a pool's lines: all that can call. */
export function onPoolLineOptions(parts: BotParts) {
  return onOptions(parts, 'pool-line-options', async (typed) =>
    lineOptions(callableLines(parts.directory), new Set(), typed),
  );
}

/** Options of the user groups a pool is open to. */
export function onGroupOptions(parts: BotParts) {
  return onOptions(parts, 'group-options', async (typed) => {
    const wanted = typed.trim().toLowerCase();
    const groups = (await parts.userGroups.all()).filter(({ name }) => name.toLowerCase().includes(wanted));
    return groups.slice(0, LIMITS.options).map(groupOption);
  });
}

const FIELD_OF: Readonly<Record<PoolField, string>> = { name: POOL_FIELDS.name, lines: POOL_FIELDS.lines };

/** A pool was filled in. Whoever sends the form must be an admin still. */
export function onPoolSubmit(parts: BotParts) {
  const addressee = ({ body, view }: SubmitArgs) => ({
    user: body.user.id,
    channel: readPoolForm({}, view.private_metadata).channel,
  });
  return guarded<SubmitArgs>(parts, 'pool-submit', addressee, async (args) => {
    const { ack, body, view } = args;
    const user = body.user.id;
    const fail = (errors: Record<string, string>) => acknowledge(ack, parts.log, { response_action: 'errors', errors });
    const refusal = await parts.gate.refusal('edit-pools', user);
    if (refusal !== undefined) return void (await fail({ [POOL_FIELDS.name]: refusal }));
    const { channel: _, ...filledIn } = readPoolForm(view.state.values, view.private_metadata);
    const known = new Set(parts.directory.extensions().map(({ id, line }) => line?.id ?? id));
    const draft = { ...filledIn, lineIds: filledIn.lineIds.filter((id) => known.has(id)) };
    const faults = Object.entries(poolFaults(parts.pools.get(), draft));
    if (faults.length > 0)
      return void (await fail(Object.fromEntries(faults.map(([field, why]) => [FIELD_OF[field as PoolField], why]))));
    await acknowledge(ack, parts.log);
    // Somebody else may have been faster since: then nothing is changed, and the person is told.
    let late: string | undefined;
    const pools = await parts.pools.change((now) => {
      late = Object.values(poolFaults(now, draft))[0];
      return late === undefined ? withPool(now, draft) : now;
    });
    const say = (text: string) => tell(parts.client, parts.log, addressee(args), text);
    if (late !== undefined) return say(late);
    const saved = pools.find(({ id, name }) => id === draft.id || name.toLowerCase() === draft.name.toLowerCase());
    const what = draft.id === undefined ? 'created' : 'changed';
    parts.audit.record({ by: user, act: 'pool', outcome: 'done', about: draft.name, why: what });
    await say(
      `The pool ${plainly(draft.name)} is ${what}${saved === undefined ? '' : `: ${poolStateWords(parts, saved)}`}.`,
    );
  });
}
