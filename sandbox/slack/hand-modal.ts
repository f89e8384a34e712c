import type { OpenModal } from '../world.js';
import { click, suggest } from './acts/click.js';
import { closeModal, submit } from './acts/form.js';
import type { Stage } from './acts/stage.js';
import { titleOf } from './api/views.js';
import { type Field, fieldsOf, optionsOf, pressablesOf, type Values, valueKey, valuesOf, withValue } from './forms.js';
import { type Json, wordsOf } from './json.js';
import { blocksOf, type KeptView } from './views.js';

/** What to choose or type: a visible text, several, or simply the first few options. */
export type Filling = string | readonly string[] | { readonly first: number };

/** The modals that people have open, with what they filled in so far. */
export class HandModals {
  readonly #values = new Map<string, Values>();

  constructor(private readonly stage: Stage) {}

  /** The modal on top for the person. */
  of(person: string): OpenModal | undefined {
    const top = this.stage.views.top(person);
    if (!top) return undefined;
    return {
      title: titleOf(top),
      labels: fieldsOf(blocksOf(top)).map((field) => field.label),
      blocks: blocksOf(top),
      fill: (label, value) => this.#fill(top.id, label, value),
      press: (label) => this.#press(top.id, label),
      submit: () => this.#submit(top.id),
      close: () => closeModal(this.stage, this.#now(top.id)),
    };
  }

  /** The view as it is now: the bot may have updated it since. */
  #now(id: string): KeptView {
    const view = this.stage.views.byId(id);
    if (!view) throw new Error('the modal is closed');
    return view;
  }

  #valuesOf(view: KeptView): Values {
    return valuesOf(blocksOf(view), this.#values.get(view.id));
  }

  async #fill(id: string, label: string, filling: Filling): Promise<void> {
    const view = this.#now(id);
    const fields = fieldsOf(blocksOf(view));
    const field =
      fields.find((each) => each.label === label) ??
      fields.find((each) => each.label.toLowerCase().startsWith(label.toLowerCase()));
    if (!field) throw new Error(`no field “${label}”; there are: ${fields.map((each) => each.label).join(', ')}`);
    const value = await this.#valueFor(view, field, filling);
    const values = withValue(this.#valuesOf(view), field, value);
    this.#values.set(id, values);
    if (!field.dispatches) return;
    const chosen = { [valueKey(field.element)]: value };
    await click(this.stage, view.person, { view }, { blockId: field.blockId, element: field.element, chosen, values });
  }

  async #valueFor(view: KeptView, field: Field, filling: Filling): Promise<unknown> {
    const key = valueKey(field.element);
    if (['selected_users', 'selected_channels', 'selected_conversations'].includes(key))
      return typeof filling === 'string' ? [filling] : filling;
    if (key !== 'selected_option' && key !== 'selected_options') {
      if (typeof filling !== 'string') throw new Error(`“${field.label}” takes a text`);
      return filling;
    }
    const chosen = await this.#options(view, field, filling);
    return key === 'selected_option' ? (chosen[0] ?? null) : chosen;
  }

  async #options(view: KeptView, field: Field, filling: Filling): Promise<Json[]> {
    if (typeof filling === 'object' && 'first' in filling)
      return (await this.#offered(view, field, '')).slice(0, filling.first);
    const wanted = typeof filling === 'string' ? [filling] : filling;
    return Promise.all(wanted.map(async (words) => pick(await this.#offered(view, field, words), words, field.label)));
  }

  /** The options that the person sees: in place, or from the bot once enough is typed. */
  async #offered(view: KeptView, field: Field, typed: string): Promise<Json[]> {
    const { element } = field;
    if (!String(element.type).endsWith('external_select')) return optionsOf(element);
    const least = Number(element.min_query_length ?? 3);
    if (typed.length < least) throw new Error(`“${field.label}” shows options only after ${least} typed characters`);
    const options = await suggest(this.stage, view.person, { view }, field.blockId, field.actionId, typed);
    if (!options) throw new Error(`“${field.label}”: the app gave no options`);
    return options;
  }

  async #press(id: string, label: string): Promise<{ readonly acknowledgedMs: number | null }> {
    const view = this.#now(id);
    const found = pressablesOf(blocksOf(view)).find((each) => each.label.startsWith(label));
    if (!found) throw new Error(`no button “${label}” in the modal`);
    return click(this.stage, view.person, { view }, { ...found, values: this.#valuesOf(view) });
  }

  async #submit(id: string): Promise<Readonly<Record<string, string>>> {
    const view = this.#now(id);
    const outcome = await submit(this.stage, view, this.#valuesOf(view));
    if (outcome.kind === 'trouble') throw new Error(`the form was not accepted: ${outcome.words}`);
    if (outcome.kind !== 'errors') return {};
    const labels = new Map(fieldsOf(blocksOf(view)).map((field) => [field.blockId, field.label]));
    return Object.fromEntries(
      Object.entries(outcome.errors).map(([blockId, words]) => [labels.get(blockId) ?? blockId, words]),
    );
  }
}

function pick(options: readonly Json[], words: string, label: string): Json {
  const found =
    options.find((option) => wordsOf(option.text) === words) ??
    options.find((option) => wordsOf(option.text).startsWith(words)) ??
    options.find((option) => wordsOf(option.text).toLowerCase().includes(words.toLowerCase()));
  if (!found)
    throw new Error(
      `“${label}” offers no “${words}”; it offers: ${options.map((option) => wordsOf(option.text)).join(', ') || 'nothing'}`,
    );
  return found;
}
