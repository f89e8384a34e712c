import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { type Identity, isPersonal, type Link } from '../../hunter/office/links.js';
import { PROOF_LIMITS } from '../../hunter/office/proof.js';
import type { Directory } from '../../hunter/ports/directory.js';
import { button, context, section } from '../slack/block-parts.js';
import { cut, LIMITS } from '../slack/limits.js';
import { mention, plainly } from '../slack/mrkdwn.js';
import { whyNoExtension } from './ring-choices.js';

/** The forms of `/irs-hunt me`, by their callback ids. */
export const ME_FORMS = { me: 'me', prove: 'prove-extension', code: 'prove-code' } as const;
/** Each field's block id and action id are the same. */
export const ME_FIELDS = { ring: 'my-ring', extension: 'my-extension', code: 'my-code' } as const;
export const ANOTHER_EXTENSION = 'another-extension';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

function modal(callbackId: string, title: string, blocks: KnownBlock[], submit?: string): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(title),
    close: plain(submit === undefined ? 'Close' : 'Cancel'),
    ...(submit === undefined ? {} : { submit: plain(submit) }),
    blocks,
  };
}

/** A single message in place of a form. */
export function sayView(text: string): ModalView {
  return modal('said', 'Who you are', [section(text)]);
}

function linkWords({ how, by, at, userId }: Link): string {
  const day = `<!date^${Math.floor(at / 1000)}^{date_long}|${new Date(at).toISOString().slice(0, 10)}>`;
  switch (how) {
    case 'code':
      return `you proved it with a code on ${day}`;
    case 'sign-in':
      return `you signed in to RingCentral with it on ${day}`;
    case 'admin':
      return by === userId ? `you set it yourself, as an admin, on ${day}` : `${mention(by)} confirmed it on ${day}`;
  }
}

function whoWords(identity: Identity): string {
  if (identity.extension === undefined) return whyNoExtension(identity).replace(' `/irs-hunt me` lets you', ' Please');
  const { number, name } = identity.extension;
  const how = identity.how === 'email' ? 'it has your Slack e-mail address' : linkWords(identity.how);
  return `Your phone is *extension ${plainly(number)}, ${plainly(name)}*: ${how}.`;
}

/** Which extension counts as the person's, and where the bot rings them. */
export function meView(
  userId: string,
  identity: Identity,
  ring: { readonly option: PlainTextOption | undefined; readonly remark?: string },
): ModalView {
  const known = identity.extension !== undefined;
  const other = button({
    action: ANOTHER_EXTENSION,
    text: known ? 'Another extension is mine' : 'Say which extension is mine',
    value: 'me',
    label: 'Say which extension is mine and prove it with a code',
  });
  return modal(
    ME_FORMS.me,
    'Who you are',
    [
      section(whoWords(identity)),
      { type: 'actions', elements: [other] },
      context(`An admin can also set it: \`/irs-hunt link\` ${mention(userId)} \`201\`.`),
      ...(ring.remark === undefined ? [] : [section(ring.remark)]),
      {
        type: 'input',
        block_id: ME_FIELDS.ring,
        label: plain('Where to ring you'),
        hint: plain('Used when you take a call, and preselected in the form.'),
        element: {
          type: 'external_select',
          action_id: ME_FIELDS.ring,
          min_query_length: 0,
          placeholder: plain('Your extension, a phone of yours or a number'),
          ...(ring.option === undefined ? {} : { initial_option: ring.option }),
        },
      },
    ],
    'Save',
  );
}

/** Asks which extension is theirs; `trouble` says why the last try failed. */
export function proveView(trouble?: string): ModalView {
  return modal(
    ME_FORMS.prove,
    'Prove an extension',
    [
      ...(trouble === undefined ? [] : [section(`:warning: ${trouble}`)]),
      {
        type: 'input',
        block_id: ME_FIELDS.extension,
        label: plain('Your extension'),
        element: {
          type: 'external_select',
          action_id: ME_FIELDS.extension,
          min_query_length: 0,
          placeholder: plain('Type a name or an extension'),
        },
      },
      context(
        'I’ll call that extension and say a six-digit code; type it here. Keep its phone at hand: I don’t leave the code on voicemail.',
      ),
    ],
    'Call it',
  );
}

/** Asks for the code while the phone rings. */
export function codeView(extension: { readonly id: string; readonly number: string }): ModalView {
  return {
    ...modal(
      ME_FORMS.code,
      'Prove an extension',
      [
        section(
          `Extension *${plainly(extension.number)}* is ringing. Pick up: you will hear six digits, twice. They are good for ${PROOF_LIMITS.validMs / 60_000} minutes.`,
        ),
        {
          type: 'input',
          block_id: ME_FIELDS.code,
          label: plain('The code you hear'),
          element: {
            type: 'plain_text_input',
            action_id: ME_FIELDS.code,
            max_length: 20,
            placeholder: plain('Six digits'),
          },
        },
      ],
      'Confirm',
    ),
    private_metadata: extension.id,
  };
}

/** The extensions that can belong to a person, filtered by what was typed. */
export function extensionOptions(directory: Directory, typed: string): PlainTextOption[] {
  const wanted = typed.trim().toLowerCase();
  return directory
    .extensions()
    .filter((each) => isPersonal(each) && each.number !== '')
    .map(({ id, number, name }) => ({ text: plain(cut(`${number} · ${name}`, LIMITS.optionText)), value: id }))
    .filter(({ text }) => text.text.toLowerCase().includes(wanted))
    .slice(0, LIMITS.options);
}
