import type {
  AllMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ButtonArgs } from './button.js';

/** Slack asks for the options of a select. */
export type OptionsArgs = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;
/** A form was sent. */
export type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Connects a feature's ids to its listeners. */
export interface Bindings {
  /** A button or a select in a message, a form or the home tab. */
  button(actionId: string | RegExp, listener: (args: ButtonArgs) => Promise<void>): void;
  options(actionId: string, listener: (args: OptionsArgs) => Promise<void>): void;
  form(callbackId: string, listener: (args: SubmitArgs) => Promise<void>): void;
}
