/** How often a method may be called: `tier` per method and workspace, or one of the special rules. */
export type Tier = 1 | 2 | 3 | 4 | 'post' | 'special';

/** Requests a minute; a minute's worth may come at once. */
const PER_MINUTE: Readonly<Record<Exclude<Tier, 'post'>, number>> = { 1: 1, 2: 20, 3: 50, 4: 100, special: 300 };
/** About one post a second a channel, short bursts tolerated, and some hundred a minute in the workspace. */
const POSTS_A_SECOND = 1;
const POSTS_AT_ONCE = 20;

interface Bucket {
  left: number;
  at: number;
}

/** Counts requests and says when one came too soon. */
export class Rates {
  readonly #buckets = new Map<string, Bucket>();

  /** `factor` widens every allowance, for worlds that are not about rates. */
  constructor(
    private readonly now: () => number,
    private readonly factor = 1,
  ) {}

  /** Takes one request from its allowance: 0 when it may pass, else the seconds for `Retry-After`. */
  take(method: string, tier: Tier, channel = ''): number {
    if (tier !== 'post') return this.#take(method, PER_MINUTE[tier], PER_MINUTE[tier] / 60);
    return (
      this.#take(method, PER_MINUTE.special, PER_MINUTE.special / 60) ||
      this.#take(`${method} ${channel}`, POSTS_AT_ONCE, POSTS_A_SECOND)
    );
  }

  #take(key: string, atOnce: number, eachSecond: number): number {
    const [most, perSecond] = [atOnce * this.factor, eachSecond * this.factor];
    const now = this.now();
    const old = this.#buckets.get(key) ?? { left: most, at: now };
    const left = Math.min(most, old.left + ((now - old.at) / 1000) * perSecond);
    const passes = left >= 1;
    this.#buckets.set(key, { left: passes ? left - 1 : left, at: now });
    return passes ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
  }
}
