import { titleOf } from '../api/views.js';
import { problemsOf, type Values, valuesOf } from '../forms.js';
import { isObject, type Json, textOf } from '../json.js';
import { checkView } from '../view-check.js';
import { blocksOf, type KeptView, viewObject } from '../views.js';
import { common, type Stage, tellAck } from './stage.js';

export type SubmitOutcome =
  | { readonly kind: 'closed' | 'updated' | 'pushed' }
  /** By block id. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'trouble'; readonly words: string };

const TROUBLE = 'We had some trouble connecting. Try again?';

/** A person submits the modal with these values. */
export async function submit(stage: Stage, view: KeptView, values: Values): Promise<SubmitOutcome> {
  const problems = problemsOf(blocksOf(view), values);
  if (Object.keys(problems).length > 0) return { kind: 'errors', errors: problems };
  const { person } = view;
  const reply = await stage.delivery.deliver('interactive', {
    type: 'view_submission',
    ...common(stage, person),
    trigger_id: stage.triggers.issue(person),
    view: viewObject(view, valuesOf(blocksOf(view), values)),
    response_urls: [],
  });
  tellAck(stage, 'submit', reply.acknowledgedMs);
  stage.workspace.story.tell('submit', { person, title: titleOf(view), acknowledged: reply.acknowledgedMs !== null });
  if (reply.acknowledgedMs === null) return { kind: 'trouble', words: TROUBLE };
  const outcome = answered(stage, view, reply.body);
  stage.workspace.changed();
  return outcome;
}

/** A person closes the modal (or, with `all`, everything that is stacked under it). */
export function closeModal(stage: Stage, view: KeptView, all = false): void {
  for (const closed of stage.views.close(view, all)) {
    if (closed.given.notify_on_close !== true) continue;
    void stage.delivery.deliver('interactive', {
      type: 'view_closed',
      ...common(stage, view.person),
      ...{ view: viewObject(closed), is_cleared: all },
    });
  }
  stage.workspace.changed();
}

function answered(stage: Stage, view: KeptView, body: Json): SubmitOutcome {
  switch (body.response_action) {
    case undefined:
      stage.views.close(view);
      return { kind: 'closed' };
    case 'clear':
      stage.views.close(view, true);
      return { kind: 'closed' };
    case 'errors':
      return errorsOf(view, body.errors);
    case 'update':
    case 'push':
      return replaced(stage, view, body);
    default:
      return { kind: 'trouble', words: TROUBLE };
  }
}

/** Errors must name input blocks of this view, or the whole submit fails. */
function errorsOf(view: KeptView, given: unknown): SubmitOutcome {
  const inputs = blocksOf(view)
    .filter((block) => block.type === 'input')
    .map((block) => block.block_id);
  const errors = isObject(given) ? Object.entries(given) : [];
  if (errors.length === 0 || errors.some(([id, words]) => !inputs.includes(id) || !textOf(words)))
    return { kind: 'trouble', words: TROUBLE };
  return { kind: 'errors', errors: Object.fromEntries(errors.map(([id, words]) => [id, String(words)])) };
}

function replaced(stage: Stage, view: KeptView, body: Json): SubmitOutcome {
  const next = body.view;
  if (!isObject(next) || checkView(next, 'modal').length > 0) return { kind: 'trouble', words: TROUBLE };
  const isPush = body.response_action === 'push';
  const done = isPush ? stage.views.push(view.person, next) : stage.views.update(view, next);
  if (typeof done === 'string') return { kind: 'trouble', words: TROUBLE };
  if (isPush) stage.workspace.story.tell('modal', { person: view.person, title: titleOf(done) });
  return { kind: isPush ? 'pushed' : 'updated' };
}
