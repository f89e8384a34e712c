/** One thing that happened in the practice world; printed as a JSON line by `--json`. `t_ms` counts from the world's start. */
export interface Happening {
  readonly t_ms: number;
  readonly what: string;
  readonly [field: string]: unknown;
}

/** What happened so far, and a way to wait for the next. */
export class Story {
  readonly #startedAt = performance.now();
  readonly #happenings: Happening[] = [];
  readonly #listeners = new Set<(happening: Happening) => void>();

  /** Milliseconds since the world began. */
  now(): number {
    return Math.round((performance.now() - this.#startedAt) * 10) / 10;
  }

  tell(what: string, fields: Record<string, unknown> = {}): void {
    const happening: Happening = { t_ms: this.now(), what, ...fields };
    this.#happenings.push(happening);
    for (const listener of this.#listeners) listener(happening);
  }

  all(): readonly Happening[] {
    return this.#happenings;
  }

  /** Called for everything that happens from now on. */
  onTold(listener: (happening: Happening) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
