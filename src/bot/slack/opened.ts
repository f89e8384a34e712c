import { slackFailure } from './errors.js';

/** Opens a form. Returns what to tell the person if it was too late: Slack forgets a trigger id after 3 s. */
export async function opened(open: () => Promise<unknown>, again: string): Promise<string | undefined> {
  try {
    await open();
    return undefined;
  } catch (error) {
    const failure = slackFailure(error);
    if (failure.kind === 'refused' && !failure.code.endsWith('trigger_id')) throw error;
    return `Slack did not open the form in time. ${again}`;
  }
}
