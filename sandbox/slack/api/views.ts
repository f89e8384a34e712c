import { isObject, type Json, textOf } from '../json.js';
import { checkView, isViewTooLarge } from '../view-check.js';
import { type KeptView, type ViewError, viewObject } from '../views.js';
import { type ApiWorld, type Arguments, type Handler, Refusal, refuseWith } from './method.js';

/** The `views.*` methods. */
export const VIEWS: Readonly<Record<string, Handler>> = {
  'views.open': (args, world) => show(args, world, (person, view) => world.views.open(person, view)),
  'views.push': (args, world) => show(args, world, (person, view) => world.views.push(person, view)),

  'views.update': (args, world) => {
    const view = viewOf(args, 'modal');
    const externalId = textOf(args.external_id);
    if (!textOf(args.view_id) && !externalId)
      throw refuseWith('invalid_arguments', ['missing required field: view_id']);
    const old = externalId ? world.views.byExternalId(externalId) : world.views.byId(String(args.view_id));
    return told(world, world.views.update(old, view, textOf(args.hash)), false);
  },

  'views.publish': (args, world) => {
    const person = String(args.user_id);
    if (!world.workspace.person(person)) throw new Refusal('user_not_found');
    return told(world, world.views.publish(person, viewOf(args, 'home'), textOf(args.hash)), false);
  },
};

function show(args: Arguments, world: ApiWorld, put: (person: string, view: Json) => KeptView | ViewError): Json {
  const trigger = textOf(args.trigger_id) ?? textOf(args.interactivity_pointer);
  if (!trigger) throw refuseWith('invalid_arguments', ['missing required field: trigger_id']);
  // The view is looked at first: a view that is refused does not use the trigger up.
  const view = viewOf(args, 'modal');
  const redeemed = world.triggers.redeem(trigger);
  if (typeof redeemed === 'string') throw new Refusal(redeemed);
  return told(world, put(redeemed.person, view), true);
}

function viewOf(args: Arguments, wanted: 'modal' | 'home'): Json {
  const { view } = args;
  if (!isObject(view)) throw refuseWith('invalid_arguments', ['must provide an object [json-pointer:/view]']);
  if (isViewTooLarge(view)) throw new Refusal('view_too_large');
  const complaints = checkView(view, wanted);
  if (complaints.length > 0) throw refuseWith('invalid_arguments', complaints);
  return view;
}

function told(world: ApiWorld, view: KeptView | ViewError, isNew: boolean): Json {
  if (typeof view === 'string') throw new Refusal(view);
  if (isNew) world.workspace.story.tell('modal', { person: view.person, title: titleOf(view) });
  world.workspace.changed();
  return { view: viewObject(view) };
}

/** The title of a modal. */
export function titleOf(view: KeptView): string {
  const { title } = view.given;
  return isObject(title) ? (textOf(title.text) ?? '') : '';
}
