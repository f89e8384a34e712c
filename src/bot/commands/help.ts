import type { Command } from '../answering/command.js';

const WHAT_IT_IS = '*Hold Hunter* waits on hold for you and mentions you here when an agent answers.';
const NOT_A_PERSON =
  'Press *Not a person* under an offer if it was a recording. The bot remembers it and won’t offer it again.';

/** The help, from the commands' own lines. */
export function usageOf(commands: readonly Pick<Command<never>, 'usage'>[]): string {
  return [WHAT_IT_IS, ...commands.flatMap(({ usage }) => usage), NOT_A_PERSON].join('\n');
}

/** `/irs-hunt help`. The text comes as a function, since it includes this command. */
export function helpCommand(text: () => string): Command<unknown> {
  return {
    verb: 'help',
    act: 'help',
    usage: ['`/irs-hunt help` shows this. Commands do not work inside threads.'],
    acknowledged: 'with-answer',
    run: text,
  };
}
