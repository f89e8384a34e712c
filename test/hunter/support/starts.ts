import type { Log } from '../../../src/hunter/base/log.js';
import { type House, NotAdmitted } from '../../../src/hunter/office/house.js';
import type { Limits } from '../../../src/hunter/office/house-rules.js';

export const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
/** Limits that only the starts of a person reach. */
export const defaults: Limits = {
  ...{ linesPerHunt: 5, huntsPerPerson: 100, linesPerPerson: 100, startsPerPerson: 5 },
  ...{ huntsPerChannel: 100, linesPerChannel: 100, startsPerChannel: 100, hunts: 100, lines: 100, starts: 100 },
};
export const ask = { requester: 'U0DANA', channel: 'C0CALLS', lineIds: ['line-1'] };

/** Tries to start a hunt; true when it started. */
export async function tries(house: House, begin: () => Promise<void> = async () => {}): Promise<boolean> {
  try {
    await house.admit(ask, async () => [], begin);
    return true;
  } catch (error) {
    if (error instanceof NotAdmitted) return false;
    throw error;
  }
}
