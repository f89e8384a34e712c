import { checkBlocks } from './blocks.js';
import { type Json, objectOf, objectsOf, textOf } from './json.js';
import { LIMITS } from './limits.js';
import type { Complaints } from './spot.js';

const KNOWN: Readonly<Record<'modal' | 'home', readonly string[]>> = {
  modal: [
    ...['type', 'title', 'blocks', 'close', 'submit', 'private_metadata', 'callback_id', 'clear_on_close'],
    ...['notify_on_close', 'external_id'],
  ],
  home: ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'],
};

/** Checks a view as Slack does before it shows it: what is wrong, or nothing. */
export function checkView(view: Json, wanted: 'modal' | 'home'): Complaints {
  if (view.type !== wanted) return [`must be one of: ${wanted} [json-pointer:/view/type]`];
  const complaints = checkBlocks(view.blocks, wanted, '/view/blocks');
  for (const key of Object.keys(view))
    if (!KNOWN[wanted].includes(key)) complaints.push(`invalid additional property: ${key} [json-pointer:/view]`);
  if (wanted === 'modal') {
    checkLabel(complaints, view, 'title', true);
    checkLabel(
      complaints,
      view,
      'submit',
      objectsOf(view.blocks).some((block) => block.type === 'input'),
    );
    checkLabel(complaints, view, 'close', false);
  }
  checkLength(complaints, view, 'private_metadata', LIMITS.privateMetadata);
  checkLength(complaints, view, 'callback_id', LIMITS.callbackId);
  checkLength(complaints, view, 'external_id', LIMITS.externalId);
  return complaints;
}

/** Whether the view is beyond the size Slack takes (`view_too_large`). */
export function isViewTooLarge(view: Json): boolean {
  return Buffer.byteLength(JSON.stringify(view)) > LIMITS.viewBytes;
}

function checkLabel(complaints: Complaints, view: Json, key: string, required: boolean): void {
  const label = objectOf(view[key]);
  const text = textOf(label.text);
  if (view[key] === undefined || view[key] === null) {
    if (required) complaints.push(`missing required field: ${key} [json-pointer:/view]`);
  } else if (label.type !== 'plain_text')
    complaints.push(`must be one of: plain_text [json-pointer:/view/${key}/type]`);
  else if (!text || text.length > LIMITS.viewTitle)
    complaints.push(`must be less than ${LIMITS.viewTitle + 1} characters [json-pointer:/view/${key}/text]`);
}

function checkLength(complaints: Complaints, view: Json, key: string, max: number): void {
  const value = view[key];
  if (value === undefined) return;
  if (typeof value !== 'string') complaints.push(`must provide a string [json-pointer:/view/${key}]`);
  else if (value.length > max) complaints.push(`must be less than ${max + 1} characters [json-pointer:/view/${key}]`);
}
