import { withIds } from './blocks.js';
import { APP, nowStamp, randomHex, randomId, TEAM } from './ids.js';
import { type Json, objectOf, objectsOf, textOf } from './json.js';
import { LIMITS } from './limits.js';

/** A modal or home tab as the workspace keeps it. */
export interface KeptView {
  readonly id: string;
  readonly person: string;
  readonly type: 'modal' | 'home';
  readonly hash: string;
  readonly rootId: string;
  readonly previousId: string | null;
  /** What the bot gave, each block and element with its id. */
  readonly given: Json;
}

export type ViewError = 'not_found' | 'hash_conflict' | 'push_limit_reached' | 'duplicate_external_id';

/** Each person's stack of modals and home tab. */
export class Views {
  readonly #stacks = new Map<string, KeptView[]>();
  readonly #homes = new Map<string, KeptView>();

  /** The modal that the person sees. */
  top(person: string): KeptView | undefined {
    return this.#stacks.get(person)?.at(-1);
  }

  home(person: string): KeptView | undefined {
    return this.#homes.get(person);
  }

  byId(id: string): KeptView | undefined {
    return this.#all().find((view) => view.id === id);
  }

  byExternalId(externalId: string): KeptView | undefined {
    return this.#all().find((view) => view.given.external_id === externalId);
  }

  /** Opens a modal; it takes the place of whatever modals the person had open. */
  open(person: string, given: Json): KeptView | ViewError {
    if (this.#taken(given)) return 'duplicate_external_id';
    const id = randomId('V');
    const view = keep({ id, person, type: 'modal', rootId: id, previousId: null }, given);
    this.#stacks.set(person, [view]);
    return view;
  }

  push(person: string, given: Json): KeptView | ViewError {
    const stack = this.#stacks.get(person) ?? [];
    const below = stack.at(-1);
    if (!below) return this.open(person, given);
    if (stack.length >= LIMITS.viewStack) return 'push_limit_reached';
    if (this.#taken(given)) return 'duplicate_external_id';
    const view = keep({ id: randomId('V'), person, type: 'modal', rootId: below.rootId, previousId: below.id }, given);
    this.#stacks.set(person, [...stack, view]);
    return view;
  }

  update(old: KeptView | undefined, given: Json, hash?: string): KeptView | ViewError {
    if (!old) return 'not_found';
    if (hash && hash !== old.hash) return 'hash_conflict';
    if (this.#taken(given, old.id)) return 'duplicate_external_id';
    const view = keep(old, given);
    if (old.type === 'home') this.#homes.set(old.person, view);
    else
      this.#stacks.set(
        old.person,
        (this.#stacks.get(old.person) ?? []).map((each) => (each.id === old.id ? view : each)),
      );
    return view;
  }

  publish(person: string, given: Json, hash?: string): KeptView | ViewError {
    const old = this.#homes.get(person);
    if (old) return this.update(old, given, hash);
    if (hash) return 'hash_conflict';
    const id = randomId('V');
    const view = keep({ id, person, type: 'home', rootId: id, previousId: null }, given);
    this.#homes.set(person, view);
    return view;
  }

  /** Takes a modal away (and what lies above it); `all` clears the person's stack. Says which were closed, top first. */
  close(view: KeptView, all = false): readonly KeptView[] {
    const stack = this.#stacks.get(view.person) ?? [];
    const index = all ? 0 : stack.findIndex((each) => each.id === view.id);
    if (index < 0) return [];
    this.#stacks.set(view.person, stack.slice(0, index));
    return stack.slice(index).reverse();
  }

  #all(): KeptView[] {
    return [...this.#stacks.values()].flat().concat([...this.#homes.values()]);
  }

  #taken(given: Json, exceptId?: string): boolean {
    const externalId = textOf(given.external_id);
    return (
      Boolean(externalId) && this.#all().some((view) => view.given.external_id === externalId && view.id !== exceptId)
    );
  }
}

function keep(base: Omit<KeptView, 'hash' | 'given'>, given: Json): KeptView {
  const { id, person, type, rootId, previousId } = base;
  const hash = `${nowStamp().split('.')[0]}.${randomHex(4)}`;
  return { id, person, type, rootId, previousId, hash, given: { ...given, blocks: withIds(objectsOf(given.blocks)) } };
}

/** The view as Slack tells it to the bot, with what the person filled in. */
export function viewObject(view: KeptView, values: Json = {}): Json {
  const { given } = view;
  return {
    id: view.id,
    team_id: TEAM.id,
    type: view.type,
    blocks: given.blocks,
    private_metadata: given.private_metadata ?? '',
    callback_id: given.callback_id ?? '',
    state: { values },
    hash: view.hash,
    title: given.title ?? { type: 'plain_text', text: 'View Title' },
    clear_on_close: given.clear_on_close ?? false,
    notify_on_close: given.notify_on_close ?? false,
    close: given.close ?? null,
    submit: given.submit ?? null,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: APP.id,
    external_id: given.external_id ?? '',
    app_installed_team_id: TEAM.id,
    bot_id: APP.botId,
  };
}

/** The blocks of a view. */
export function blocksOf(view: KeptView): Json[] {
  return objectsOf(objectOf(view.given).blocks);
}
