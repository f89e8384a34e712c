import type { DeskPhone } from '../world.js';
import { click, type Place, suggest } from './acts/click.js';
import { typeCommand } from './acts/command.js';
import { closeModal, submit } from './acts/form.js';
import { openHome } from './acts/home.js';
import type { Stage } from './acts/stage.js';
import type { Act, ActAnswer, Spot } from './page-protocol.js';
import type { KeptView } from './views.js';

/** Performs what a person did on the page, by the same acts as the hands. */
export async function performAct(
  stage: Stage,
  act: Act,
  phoneOf: ((slackId: string) => DeskPhone) | undefined,
): Promise<ActAnswer> {
  if (!stage.workspace.person(act.person)) throw new Error('no such person');
  switch (act.kind) {
    case 'say':
      return say(stage, act);
    case 'click': {
      const { acknowledgedMs } = await click(stage, act.person, placeOf(stage, act.spot), act);
      return { unanswered: acknowledgedMs === null };
    }
    case 'suggest': {
      const place = placeOf(stage, act.spot);
      return { options: await suggest(stage, act.person, place, act.blockId, act.actionId, act.typed) };
    }
    case 'submit': {
      const outcome = await submit(stage, viewOf(stage, act.viewId), act.values);
      if (outcome.kind === 'errors') return { errors: outcome.errors };
      return outcome.kind === 'trouble' ? { trouble: outcome.words } : {};
    }
    case 'close':
      closeModal(stage, viewOf(stage, act.viewId), act.all);
      return {};
    case 'open-home':
      openHome(stage, act.person, act.tab);
      return {};
    case 'phone-key':
      phoneOf?.(act.person).press(act.key);
      return {};
    case 'phone': {
      const phone = phoneOf?.(act.person);
      if (act.press === 'pick-up') phone?.pickUp();
      else phone?.hangUp();
      stage.workspace.changed();
      return {};
    }
  }
}

async function say(stage: Stage, act: Extract<Act, { kind: 'say' }>): Promise<ActAnswer> {
  const { person, channel, threadTs } = act;
  const text = act.text.trim();
  if (!text.startsWith('/')) {
    stage.workspace.post({ channel, user: person, text: escaped(text), blocks: [], ...(threadTs && { threadTs }) });
    return {};
  }
  if (threadTs) return { trouble: `${text.split(' ')[0]} is not supported in threads. Sorry!` };
  const { acknowledgedMs } = await typeCommand(stage, person, text, channel);
  return { unanswered: acknowledgedMs === null };
}

/** What a person types is text, never markup that could mention anybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function placeOf(stage: Stage, spot: Spot): Place {
  if ('viewId' in spot) return { view: viewOf(stage, spot.viewId) };
  const message = stage.workspace.message(spot.channel, spot.ts);
  if (!message) throw new Error('the message is gone');
  return { message };
}

function viewOf(stage: Stage, id: string): KeptView {
  const view = stage.views.byId(id);
  if (!view) throw new Error('the form is closed');
  return view;
}
