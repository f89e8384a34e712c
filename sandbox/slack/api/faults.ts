import type { SlackFault } from '../../world.js';

/** Misbehavior that was asked for and has not happened yet. */
export class Faults {
  #waiting: { fault: SlackFault; left: number }[] = [];

  add(fault: SlackFault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  /** The fault for this call, if one is due. */
  take(method: string): SlackFault | undefined {
    const due = this.#waiting.find(({ fault }) => fault.method === method || fault.method === '*');
    if (!due) return undefined;
    due.left -= 1;
    if (due.left <= 0) this.#waiting = this.#waiting.filter((each) => each !== due);
    return due.fault;
  }
}
