import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { DebugLog } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { type Group, groupNamed, type Priority } from '../api/budget.js';
import type { Pacer } from '../api/pacer.js';
import { errorOfNonsense, errorOfReply } from '../api/phone-error.js';
import type { Wire, WireReply } from '../api/wire.js';
import type { TokenSource } from '../sign-in/sign-in.js';

/** One request to the API. */
export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Starts with `/restapi/…`; pass ids through `segment`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly group: Group;
  readonly priority: Priority;
  /** Limits the wait for the budget; the exchange itself has its own limit on top. */
  readonly withinMs?: number;
  /** Completes “RingCentral refused …”, e.g. `to read the extensions`. */
  readonly doing: string;
}

/** Where requests are sent. */
export interface RestApi {
  /** The JSON of a successful reply (undefined if empty). Throws a `PhoneError`. */
  send(request: RestRequest): Promise<unknown>;
  /** How many more requests of this group and priority could be sent now. */
  available(group: Group, priority: Priority): number;
}

export interface RestOptions {
  readonly wire: Pick<Wire, 'send'>;
  readonly signIn: TokenSource;
  readonly pacer: Pacer;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: DebugLog;
  readonly scope: string;
  /** Limit of one exchange; urgent requests and looks get half of it. */
  readonly timeoutMs?: number;
}

/** How long each class waits for the budget unless the request says otherwise. */
const WAIT_MS: Readonly<Record<Priority, number>> = { urgent: 2_500, look: 1_500, normal: 15_000, background: 180_000 };
/** How often a request is repeated after a 429. */
const MAX_AFTER_PENALTY = 2;
/** How often to look up penalties that other processes met; also the longest wait for that look-up. */
const SHARED_EVERY_MS = 1_000;
const SHARED_WAIT_MS = 150;

/**
 * Makes an id or number safe as one segment of a path. Throws for what no
 * encoding makes safe: an empty text, or dots that would name another folder.
 */
export function segment(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new Error('An id of RingCentral is missing');
  return encodeURIComponent(id);
}

/** The REST API: signed in, within the budget, bounded in time, and failing with `PhoneError`s. */
export class Rest implements RestApi {
  readonly #sharedReadAt = new Map<Group, number>();

  constructor(private readonly options: RestOptions) {}

  /**
   * The JSON of a successful reply (undefined if empty). Repeats only what was certainly not carried out: a 401 once, with a new token, and
   * a 429 after its penalty, as far as the request's own limit allows.
   */
  async send(request: RestRequest): Promise<unknown> {
    const { signIn } = this.options;
    const token = await signIn.token();
    let reply = await this.#exchange(request, token);
    if (reply.status === 401) reply = await this.#exchange(request, await signIn.replace(token));
    for (let again = 0; reply.status === 429 && again < MAX_AFTER_PENALTY; again++)
      reply = await this.#exchange(request, await signIn.token());
    if (reply.status >= 300) throw errorOfReply(request.doing, reply, request.path);
    if (reply.unreadable) throw errorOfNonsense(request.doing, reply.status);
    return reply.body;
  }

  available(group: Group, priority: Priority): number {
    return this.options.pacer.available(group, priority);
  }

  async #exchange(request: RestRequest, token: string): Promise<WireReply> {
    const { wire, pacer, clock, log, timeoutMs = 10_000 } = this.options;
    const { group, priority } = request;
    await this.#sharedPenalty(group);
    const ticket = await pacer.enter(group, priority, request.withinMs ?? WAIT_MS[priority]);
    const started = clock.now();
    try {
      const reply = await wire.send({
        method: request.method,
        path: request.path,
        ...(request.query ? { query: request.query } : {}),
        ...(request.body ? { body: request.body } : {}),
        headers: { Authorization: `Bearer ${token}` },
        timeoutMs: priority === 'urgent' || priority === 'look' ? timeoutMs / 2 : timeoutMs,
        doing: request.doing,
      });
      log.debug(
        { group, status: reply.status, tookMs: clock.now() - started, doing: request.doing },
        'RingCentral answered',
      );
      this.#learn(group, reply);
      return reply;
    } finally {
      ticket.finished(clock.now());
    }
  }

  #learn(assumed: Group, reply: WireReply): void {
    const { pacer, log, store, scope, clock } = this.options;
    const group = groupNamed(reply.group) ?? assumed;
    const { remaining, ...rules } = reply.limits;
    // After a 429 its Retry-After counts, not the zero that its headers report as remaining.
    pacer.learn(group, reply.status === 429 || remaining === undefined ? rules : reply.limits);
    if (reply.status !== 429) return;
    // CMN-310 is the global limit: requests in any group would make it worse.
    const isGlobal = errorOfReply('', reply).errorCode === 'CMN-310';
    const groups = new Set<Group>(isGlobal ? ['light', 'medium', 'heavy', 'auth'] : [group, assumed]);
    for (const name of groups) {
      const until = pacer.penalize(name, reply.retryAfterMs);
      const lastsMs = Math.max(1, until - clock.now());
      log.warn({ group: name, lastsMs }, 'RingCentral paused our requests (429)');
      store.set(penaltyKey(scope, name), String(until), lastsMs).catch(() => undefined);
    }
  }

  /** All processes share the buckets, so a penalty met by one applies to all, even after a restart. */
  async #sharedPenalty(group: Group): Promise<void> {
    const { store, pacer, clock, scope } = this.options;
    const now = clock.now();
    if (now - (this.#sharedReadAt.get(group) ?? Number.NEGATIVE_INFINITY) < SHARED_EVERY_MS) return;
    this.#sharedReadAt.set(group, now);
    const reading = store.get(penaltyKey(scope, group)).then((until) => {
      if (until !== undefined && Number(until) > clock.now()) pacer.penalizeUntil(group, Number(until));
    });
    await bounded(clock, SHARED_WAIT_MS, () => new Error('slow'), reading).catch(() => undefined);
  }
}

function penaltyKey(scope: string, group: Group): string {
  return `rc:${scope}:penalty:${group}`;
}
