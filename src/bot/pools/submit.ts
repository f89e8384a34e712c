import type { PlainTextOption } from '@slack/types';
import type { Audit } from '../../hunter/office/audit.js';
import { callableLines } from '../../hunter/office/callable-lines.js';
import { type PoolField, poolFaults, withPool } from '../../hunter/office/pools.js';
import type { Directory } from '../../hunter/ports/directory.js';
import type { OptionsArgs, SubmitArgs } from '../answering/bindings.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded, type ListenerNeeds } from '../answering/guarded.js';
import { lineOptions } from '../lines/lines.js';
import type { LineFacts } from '../lines/usable.js';
import type { Standings } from '../people/standing.js';
import { LIMITS } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';
import { acknowledge, tell } from '../slack/tell.js';
import type { UserGroups } from '../slack/user-groups.js';
import { groupOption, POOL_FIELDS, readPoolForm } from './pool-form.js';
import { poolStateWords } from './pool-options.js';

/** What the pool form's options take. */
export interface PoolOptionsNeeds extends ListenerNeeds {
  readonly standings: Pick<Standings, 'of'>;
  readonly directory: Directory;
  readonly userGroups: UserGroups;
}

/** What saving a pool takes. */
export interface PoolSubmitNeeds extends GatedNeeds, LineFacts {
  readonly audit: Pick<Audit, 'record'>;
}

/** Options only for those who may edit pools. Not audited, since a list asks again with every letter typed. */
function onOptions(
  needs: Pick<PoolOptionsNeeds, 'standings'> & ListenerNeeds,
  name: string,
  options: (typed: string) => Promise<readonly PlainTextOption[]>,
) {
  return guarded<OptionsArgs>(
    needs,
    name,
    () => undefined,
    async ({ ack, payload, body }) => {
      const isAdmin = (await needs.standings.of(body.user.id).catch(() => 'member')) === 'admin';
      await ack({ options: isAdmin ? [...(await options(payload.value))] : [] });
    },
  );
}

/** Options for a pool's lines: all that can place calls. */
export function onPoolLineOptions(needs: PoolOptionsNeeds) {
  return onOptions(needs, 'pool-line-options', async (typed) =>
    lineOptions(callableLines(needs.directory), new Set(), typed),
  );
}

/** Options for the user groups a pool is open to. */
export function onGroupOptions(needs: PoolOptionsNeeds) {
  return onOptions(needs, 'group-options', async (typed) => {
    const wanted = typed.trim().toLowerCase();
    const groups = (await needs.userGroups.all()).filter(({ name }) => name.toLowerCase().includes(wanted));
    return groups.slice(0, LIMITS.options).map(groupOption);
  });
}

const FIELD_OF: Readonly<Record<PoolField, string>> = { name: POOL_FIELDS.name, lines: POOL_FIELDS.lines };

/** Saves a pool, if the person is still an admin. */
export function onPoolSubmit(needs: PoolSubmitNeeds) {
  const addressee = ({ body, view }: SubmitArgs) => ({
    user: body.user.id,
    channel: readPoolForm({}, view.private_metadata).channel,
  });
  return guarded<SubmitArgs>(needs, 'pool-submit', addressee, async (args) => {
    const { ack, body, view } = args;
    const user = body.user.id;
    const fail = (errors: Record<string, string>) => acknowledge(ack, needs.log, { response_action: 'errors', errors });
    const refusal = await needs.gate.refusal('edit-pools', user);
    if (refusal !== undefined) return void (await fail({ [POOL_FIELDS.name]: refusal }));
    const { channel: _, ...filledIn } = readPoolForm(view.state.values, view.private_metadata);
    const known = new Set(needs.directory.extensions().map(({ id, line }) => line?.id ?? id));
    const draft = { ...filledIn, lineIds: filledIn.lineIds.filter((id) => known.has(id)) };
    const faults = Object.entries(poolFaults(needs.pools.get(), draft));
    if (faults.length > 0)
      return void (await fail(Object.fromEntries(faults.map(([field, why]) => [FIELD_OF[field as PoolField], why]))));
    await acknowledge(ack, needs.log);
    // Somebody else may have been faster; then nothing changes, and the person is told.
    let late: string | undefined;
    const pools = await needs.pools.change((now) => {
      late = Object.values(poolFaults(now, draft))[0];
      return late === undefined ? withPool(now, draft) : now;
    });
    const say = (text: string) => tell(needs.client, needs.log, addressee(args), text);
    if (late !== undefined) return say(late);
    const saved = pools.find(({ id, name }) => id === draft.id || name.toLowerCase() === draft.name.toLowerCase());
    const what = draft.id === undefined ? 'created' : 'changed';
    needs.audit.record({ by: user, act: 'pool', outcome: 'done', about: draft.name, why: what });
    await say(
      `The pool ${plainly(draft.name)} is ${what}${saved === undefined ? '' : `: ${poolStateWords(needs, saved)}`}.`,
    );
  });
}
