import type { Clock } from '../../hunter/base/clock.js';
import type { Session } from '../account/sessions.js';
import type { SessionNews } from './notification.js';
import { SessionViews } from './session-views.js';

/** Whose calls a subscription covers: the whole account's, or those of these extensions (then only their own parties). */
export type Coverage = 'account' | ReadonlySet<string>;

/** What the parts that follow calls see of pushed events. */
export interface PushedSessions {
  /** True while every change of this extension's calls is pushed, as far as we can know. */
  covers(extensionId: string): boolean;
  /** The same for all calls of the account, far ends included. */
  coversAll(): boolean;
  /**
   * Calls back on each change of a session with its parties as far as events have shown them, or with undefined when something changed that
   * the event does not say.
   */
  follow(sessionId: string, onChange: (session: Session | undefined) => void): () => void;
  /** The listener is called when something may have been missed or nothing is pushed any more: look at everything known. */
  onDoubt(listener: () => void): () => void;
  /** A look has shown something that should have been pushed long ago, so pushing is not relied on for a while. */
  missed(): void;
}

/** What happened to the events since the start. */
export interface EventFigures {
  readonly healthy: boolean;
  readonly transport: string;
  readonly news: number;
  readonly foreign: number;
  readonly doubled: number;
  readonly late: number;
  readonly vague: number;
  readonly doubts: number;
  readonly missed: number;
}

/** If the process that keeps the subscription is silent for this long, the subscription counts as lost. */
export const SILENCE_MEANS_LOST_MS = 5_000;
/** After an event failed to arrive, looks go on for this long as if there were no events. */
const DISTRUST_MS = 120_000;

/** Pushed events as this process knows them: whom they cover now, and who follows which session. */
export class Pushed implements PushedSessions {
  readonly #views = new SessionViews();
  readonly #followers = new Map<string, Set<(session: Session | undefined) => void>>();
  readonly #listeners = new Set<() => void>();
  readonly #counts = { news: 0, foreign: 0, doubled: 0, late: 0, vague: 0, doubts: 0, missed: 0 };
  #coverage: Coverage | undefined;
  #transport = 'none';
  #distrustUntil = Number.NEGATIVE_INFINITY;
  #silence: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  covers(extensionId: string): boolean {
    if (this.#coverage === undefined || this.clock.now() < this.#distrustUntil) return false;
    return this.#coverage === 'account' || this.#coverage.has(extensionId);
  }

  coversAll(): boolean {
    return this.#coverage === 'account' && this.clock.now() >= this.#distrustUntil;
  }

  follow(sessionId: string, onChange: (session: Session | undefined) => void): () => void {
    const followers = this.#followers.get(sessionId) ?? new Set();
    this.#followers.set(sessionId, followers.add(onChange));
    this.#views.follow(sessionId);
    return () => {
      followers.delete(onChange);
      if (followers.size > 0 || this.#followers.get(sessionId) !== followers) return;
      this.#followers.delete(sessionId);
      this.#views.forget(sessionId);
    };
  }

  onDoubt(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  missed(): void {
    this.#counts.missed++;
    this.#distrustUntil = this.clock.now() + DISTRUST_MS;
    this.doubt();
  }

  /** Takes an event, over whichever transport it came. */
  take(news: SessionNews): void {
    const taken = this.#views.take(news);
    this.#counts[taken.is]++;
    if (taken.is !== 'news' && taken.is !== 'vague') return;
    const session = taken.is === 'news' ? taken.session : undefined;
    for (const follower of [...(this.#followers.get(news.sessionId) ?? [])]) follower(session);
  }

  /** The process that keeps the subscription says that it is active; must be repeated, or it counts as lost. */
  up(coverage: Coverage, transport: string): void {
    this.#coverage = coverage;
    this.#transport = transport;
    this.#silence?.();
    this.#silence = this.clock.setTimer(() => this.down(), SILENCE_MEANS_LOST_MS);
  }

  down(): void {
    this.#silence?.();
    this.#silence = undefined;
    if (this.#coverage === undefined) return;
    this.#coverage = undefined;
    this.doubt();
  }

  /** Something may have been missed. */
  doubt(): void {
    this.#counts.doubts++;
    for (const listener of [...this.#listeners]) listener();
  }

  figures(): EventFigures {
    return { healthy: this.#coverage !== undefined, transport: this.#transport, ...this.#counts };
  }

  stop(): void {
    this.#silence?.();
    this.#silence = undefined;
    this.#coverage = undefined;
    this.#listeners.clear();
  }
}
