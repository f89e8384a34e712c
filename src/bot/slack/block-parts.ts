import type { Button, ConfirmationDialog, ContextBlock, KnownBlock, SectionBlock } from '@slack/types';
import { cut, LIMITS } from './limits.js';

/** A message: `text` for notifications and screen readers, `blocks` for everybody else. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function section(text: string, accessory?: Button): SectionBlock {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: cut(text, LIMITS.sectionText) },
    ...(accessory === undefined ? {} : { accessory }),
  };
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: cut(text, LIMITS.sectionText) }] };
}

interface ButtonSpec {
  readonly action: string;
  readonly text: string;
  readonly value: string;
  /** What a screen reader says, since several buttons of a board have the same text. */
  readonly label: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmationDialog;
}

export function button({ action, text, value, label, style, confirm }: ButtonSpec): Button {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: cut(text, LIMITS.buttonText) },
    value,
    accessibility_label: cut(label, LIMITS.accessibilityLabel),
    ...(style === undefined ? {} : { style }),
    ...(confirm === undefined ? {} : { confirm }),
  };
}

/** The confirmation of a destructive action, with verbs on both buttons. */
export function confirmation(title: string, text: string, yes: string, no: string): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: cut(title, LIMITS.confirmTitle) },
    text: { type: 'plain_text', text: cut(text, LIMITS.confirmText) },
    confirm: { type: 'plain_text', text: yes },
    deny: { type: 'plain_text', text: no },
    style: 'danger',
  };
}
