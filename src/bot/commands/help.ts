import type { Command } from '../answering/command.js';

const WHAT_IT_IS = '*Hold Hunter* waits on hold for you and calls you here when a live agent speaks.';
const NOT_A_PERSON =
  '*Not a person* under an offer: a recording was taken for an agent. It is learnt and does not fool the bot again.';

/** How the bot is used, in the words of its commands. */
export function usageOf(commands: readonly Pick<Command<never>, 'usage'>[]): string {
  return [WHAT_IT_IS, ...commands.flatMap(({ usage }) => usage), NOT_A_PERSON].join('\n');
}

/** `/irs-hunt help`. The text comes late, since this command is in it. */
export function helpCommand(text: () => string): Command<unknown> {
  return {
    verb: 'help',
    act: 'help',
    usage: ['`/irs-hunt help` shows this. Commands do not work inside threads.'],
    acknowledged: 'with-answer',
    run: text,
  };
}
