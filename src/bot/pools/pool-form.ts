import type { ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { LONGEST_POOL_NAME, MOST_LINES_IN_A_POOL, type PoolDraft } from '../../hunter/office/pools.js';
import type { Pool } from '../../hunter/office/rights.js';
import { context } from '../slack/block-parts.js';
import { cut, LIMITS } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';
import { readChannel } from '../slack/view-values.js';

export const POOL_FORM = 'edit-pool';
/** Each field's block id and action id are the same. */
export const POOL_FIELDS = {
  name: 'pool-name',
  lines: 'pool-lines',
  people: 'pool-people',
  groups: 'pool-groups',
} as const;

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

export function groupOption({ id, name }: { readonly id: string; readonly name: string }): PlainTextOption {
  return { text: plain(cut(name, LIMITS.optionText)), value: id };
}

/** The form of a new or existing pool. `lines` and `groups` are the pool's own, as options; `remark` is about lines that are gone. */
export function poolForm(content: {
  readonly channel: string | undefined;
  readonly pool?: Pool | undefined;
  readonly lines: readonly PlainTextOption[];
  readonly groups: readonly PlainTextOption[];
  readonly remark?: string | undefined;
}): ModalView {
  const { channel, pool, lines, groups, remark } = content;
  const { name, lines: lineField, people, groups: groupField } = POOL_FIELDS;
  return {
    type: 'modal',
    callback_id: POOL_FORM,
    title: plain(pool === undefined ? 'New pool' : 'Edit pool'),
    submit: plain('Save'),
    close: plain('Cancel'),
    private_metadata: JSON.stringify({ channel, pool: pool?.id }),
    blocks: [
      {
        type: 'input',
        block_id: name,
        label: plain('Name'),
        element: {
          type: 'plain_text_input',
          action_id: name,
          max_length: LONGEST_POOL_NAME,
          ...(pool === undefined ? {} : { initial_value: pool.name }),
        },
      },
      {
        type: 'input',
        block_id: lineField,
        label: plain('Lines'),
        element: {
          type: 'multi_external_select',
          action_id: lineField,
          min_query_length: 0,
          max_selected_items: MOST_LINES_IN_A_POOL,
          placeholder: plain('Type a name or an extension'),
          ...(lines.length === 0 ? {} : { initial_options: [...lines] }),
        },
      },
      ...(remark === undefined ? [] : [context(plainly(remark))]),
      {
        type: 'input',
        block_id: people,
        label: plain('People who may use it'),
        hint: plain('Admins may use every pool.'),
        optional: true,
        element: {
          type: 'multi_users_select',
          action_id: people,
          ...(pool === undefined || pool.members.length === 0 ? {} : { initial_users: [...pool.members] }),
        },
      },
      {
        type: 'input',
        block_id: groupField,
        label: plain('User groups who may use it'),
        hint: plain('User groups need a paid Slack plan, and the scope usergroups:read in the Slack app.'),
        optional: true,
        element: {
          type: 'multi_external_select',
          action_id: groupField,
          min_query_length: 0,
          ...(groups.length === 0 ? {} : { initial_options: [...groups] }),
        },
      },
    ],
  };
}

const value = z.object({ value: z.string().max(3_000).nullish() });
const options = z.object({ selected_options: z.array(z.object({ value: z.string().max(200) })).max(1_000) });
const users = z.object({ selected_users: z.array(z.string().regex(/^[UW][A-Z0-9]{1,30}$/)).max(1_000) });
const state = z.record(z.string(), z.record(z.string(), z.unknown()));

/** Reads a submitted form. Any input is safe; missing or malformed values are empty. */
export function readPoolForm(submitted: unknown, privateMetadata: string): PoolDraft & { readonly channel?: string } {
  const values = state.safeParse(submitted).data ?? {};
  const at = (field: string): unknown => values[field]?.[field];
  const chosen = (field: string) =>
    (options.safeParse(at(field)).data?.selected_options ?? []).map((option) => option.value);
  const channel = readChannel(privateMetadata);
  return {
    id: readPoolId(privateMetadata),
    name: (value.safeParse(at(POOL_FIELDS.name)).data?.value ?? '').trim(),
    lineIds: chosen(POOL_FIELDS.lines),
    members: users.safeParse(at(POOL_FIELDS.people)).data?.selected_users ?? [],
    groups: chosen(POOL_FIELDS.groups).filter((id) => /^S[A-Z0-9]{1,30}$/.test(id)),
    ...(channel === undefined ? {} : { channel }),
  };
}

function readPoolId(privateMetadata: string): string | undefined {
  try {
    return z.object({ pool: z.string().max(80) }).parse(JSON.parse(privateMetadata)).pool;
  } catch {
    return undefined;
  }
}
