import type { OpenHome, OpenModal, SlackHands, SlackMessage } from '../world.js';
import { click } from './acts/click.js';
import { typeCommand } from './acts/command.js';
import { openHome } from './acts/home.js';
import type { Stage } from './acts/stage.js';
import { type Field, fieldsOf, optionsOf, type Pressable, pressablesOf, valuesOf, withValue } from './forms.js';
import { HandModals } from './hand-modal.js';
import { CALLS_CHANNEL } from './ids.js';
import { type Json, wordsOf } from './json.js';
import { blocksOf } from './views.js';

/** What people do when nobody is at the page: the same acts, without a mouse. */
export class Hands implements SlackHands {
  readonly #modals: HandModals;

  constructor(private readonly stage: Stage) {
    this.#modals = new HandModals(stage);
  }

  command(
    slackId: string,
    text: string,
    channel: string = CALLS_CHANNEL.id,
  ): Promise<{ readonly acknowledgedMs: number | null; readonly shown?: string }> {
    return typeCommand(this.stage, slackId, text, channel);
  }

  say(slackId: string, text: string, threadTs?: string): SlackMessage {
    return this.stage.workspace.post({
      channel: CALLS_CHANNEL.id,
      user: slackId,
      text,
      blocks: [],
      ...(threadTs && { threadTs }),
    });
  }

  modal(slackId: string): OpenModal | undefined {
    return this.#modals.of(slackId);
  }

  async awaitModal(slackId: string, withinMs: number, title = ''): Promise<OpenModal> {
    return this.#await(`a modal “${title}” for ${slackId}`, withinMs, () => {
      const modal = this.#modals.of(slackId);
      return modal?.title.startsWith(title) ? modal : undefined;
    });
  }

  async press(
    slackId: string,
    message: SlackMessage,
    label: string,
  ): Promise<{ readonly acknowledgedMs: number | null }> {
    // What the person saw counts: they may press a button that is gone by now.
    const now = this.stage.workspace.message(message.channel, message.ts)?.blocks ?? [];
    const found = pressable([...message.blocks, ...now], label, `the message “${message.text}”`);
    return click(this.stage, slackId, { message }, found);
  }

  async choose(
    slackId: string,
    message: SlackMessage,
    option: string,
    select = '',
  ): Promise<{ readonly acknowledgedMs: number | null }> {
    const blocks = this.stage.workspace.message(message.channel, message.ts)?.blocks ?? message.blocks;
    const { field, chosen } = choosable(blocks, option, select, `the message “${message.text}”`);
    const { blockId, element } = field;
    const values = withValue(valuesOf(blocks), field, chosen);
    return click(this.stage, slackId, { message }, { blockId, element, chosen: { selected_option: chosen }, values });
  }

  messages(): readonly SlackMessage[] {
    return this.stage.workspace.messages();
  }

  awaitMessage(fits: (message: SlackMessage) => boolean, withinMs: number): Promise<SlackMessage> {
    return this.#await('a message that fits', withinMs, () => this.messages().find(fits));
  }

  openHome(slackId: string): void {
    openHome(this.stage, slackId);
  }

  home(slackId: string): OpenHome | undefined {
    const view = this.stage.views.home(slackId);
    if (!view) return undefined;
    return {
      blocks: blocksOf(view),
      press: (label) => click(this.stage, slackId, { view }, pressable(blocksOf(view), label, 'the home tab')),
    };
  }

  awaitHome(slackId: string, fits: (home: OpenHome) => boolean, withinMs: number): Promise<OpenHome> {
    return this.#await('a home tab that fits', withinMs, () => {
      const home = this.home(slackId);
      return home && fits(home) ? home : undefined;
    });
  }

  #await<T>(what: string, withinMs: number, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = this.stage.workspace.onChange(() => check());
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`waited ${withinMs} ms for ${what}`));
      }, withinMs);
      const check = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        stop();
        resolve(found);
      };
      check();
    });
  }
}

function pressable(blocks: readonly Json[], label: string, where: string): Pressable {
  const all = pressablesOf(blocks);
  const found =
    all.find((each) => each.label === label) ??
    all.find((each) => each.label.startsWith(label)) ??
    all.find((each) => each.element.action_id === label);
  if (!found)
    throw new Error(
      `no button “${label}” in ${where}; there are: ${all.map((each) => each.label).join(', ') || 'none'}`,
    );
  return found;
}

function choosable(
  blocks: readonly Json[],
  option: string,
  select: string,
  where: string,
): { field: Field; chosen: Json } {
  for (const field of fieldsOf(blocks).filter(({ label }) => label.startsWith(select))) {
    const options = optionsOf(field.element);
    const chosen =
      options.find((each) => wordsOf(each.text) === option) ??
      options.find((each) => wordsOf(each.text).startsWith(option));
    if (chosen !== undefined) return { field, chosen };
  }
  const all = fieldsOf(blocks).flatMap(({ element }) => optionsOf(element).map((each) => wordsOf(each.text)));
  throw new Error(`no option “${option}” in ${where}; there are: ${all.join(', ') || 'none'}`);
}
