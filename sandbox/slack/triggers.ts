import { randomHex } from './ids.js';

/** How long a trigger id opens a modal. */
export const TRIGGER_LIFE_MS = 3000;

/** Trigger ids: each opens one modal, within 3 s. */
export class Triggers {
  readonly #issued = new Map<string, { readonly person: string; readonly until: number; used: boolean }>();

  constructor(
    private readonly now: () => number,
    private readonly lifeMs: number = TRIGGER_LIFE_MS,
  ) {}

  issue(person: string): string {
    const id = `${Math.floor(Math.random() * 1e12)}.${Math.floor(Math.random() * 1e10)}.${randomHex(16)}`;
    this.#issued.set(id, { person, until: this.now() + this.lifeMs, used: false });
    return id;
  }

  /** Uses the trigger up: whose it is, or the error Slack answers. */
  redeem(
    id: string,
  ): { readonly person: string } | 'invalid_trigger_id' | 'exchanged_trigger_id' | 'expired_trigger_id' {
    const trigger = this.#issued.get(id);
    if (!trigger) return 'invalid_trigger_id';
    if (trigger.used) return 'exchanged_trigger_id';
    if (this.now() > trigger.until) return 'expired_trigger_id';
    trigger.used = true;
    return { person: trigger.person };
  }
}
