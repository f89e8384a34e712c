import type { Clock } from '../../hunter/base/clock.js';
import { type Group, GroupBudget, type LimitHeaders, PRIORITIES, type Priority, type Ticket } from './budget.js';
import { PhoneError } from './phone-error.js';

/** One group's figures, for the metrics and the health page. */
export interface GroupFigures {
  /** Requests sent since the start. */
  readonly sent: number;
  /** Replies with status 429. */
  readonly tooMany: number;
  /** Requests given up because they could not be sent in time. */
  readonly givenUp: number;
  readonly waiting: number;
  /** Sent and not yet answered. */
  readonly underWay: number;
  readonly limit: number;
  /** What an urgent request could still use now. */
  readonly available: number;
  /** How much longer the penalty lasts; 0 if there is none. */
  readonly penaltyMs: number;
}

export type BudgetFigures = Readonly<Record<Group, GroupFigures>>;

interface Waiter {
  readonly priority: Priority;
  readonly deadline: number;
  readonly go: (ticket: Ticket) => void;
  readonly giveUp: (error: PhoneError) => void;
}

interface Lane {
  readonly budget: GroupBudget;
  waiters: Waiter[];
  wake: (() => void) | undefined;
  underWay: number;
  sent: number;
  tooMany: number;
  givenUp: number;
}

const GROUPS: readonly Group[] = ['light', 'medium', 'heavy', 'auth'];

/** Lets requests through as the budget allows, the most important first, each until its deadline at the latest. */
export class Pacer {
  readonly #clock: Clock;
  #othersSync = false;
  readonly #lanes: Readonly<Record<Group, Lane>>;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lanes = { light: lane('light'), medium: lane('medium'), heavy: lane('heavy'), auth: lane('auth') };
  }

  /** Resolves when a request may be sent; rejects as soon as it is clear that this cannot happen within `withinMs`. */
  enter(group: Group, priority: Priority, withinMs: number): Promise<Ticket> {
    const lane = this.#lanes[group];
    const now = this.#clock.now();
    const deadline = now + withinMs;
    if (lane.budget.earliest(now, priority) > deadline) {
      lane.givenUp++;
      return Promise.reject(tooLate(group, now < lane.budget.penaltyUntil));
    }
    return new Promise((go, giveUp) => {
      const waiter: Waiter = { priority, deadline, go, giveUp };
      const behind = lane.waiters.findIndex((other) => rank(other.priority) > rank(priority));
      lane.waiters.splice(behind < 0 ? lane.waiters.length : behind, 0, waiter);
      this.#pump(group);
    });
  }

  /** Another process has started or stopped syncing the directory: what it uses is spread evenly. */
  othersSync(isUnderWay: boolean): void {
    this.#othersSync = isUnderWay;
  }

  /** Learns from the headers of a reply. */
  learn(group: Group, headers: LimitHeaders): void {
    this.#lanes[group].budget.learn(this.#clock.now(), headers, this.#othersSync);
    this.#pump(group);
  }

  /** A reply was 429; returns when the group may be used again. */
  penalize(group: Group, retryAfterMs: number | undefined): number {
    const lane = this.#lanes[group];
    lane.tooMany++;
    lane.budget.penalize(this.#clock.now(), retryAfterMs);
    this.#pump(group);
    return lane.budget.penaltyUntil;
  }

  /** Another process met the penalty. */
  penalizeUntil(group: Group, until: number): void {
    this.#lanes[group].budget.penalizeUntil(until);
    this.#pump(group);
  }

  available(group: Group, priority: Priority): number {
    return this.#lanes[group].budget.available(this.#clock.now(), priority);
  }

  limitPerMinute(group: Group): number {
    const { budget } = this.#lanes[group];
    return (budget.limit * 60_000) / budget.windowMs;
  }

  /** How far apart background requests should be sent, ms. */
  spacingMs(group: Group): number {
    return this.#lanes[group].budget.spacingMs;
  }

  figures(): BudgetFigures {
    const figures = (group: Group): GroupFigures => {
      const now = this.#clock.now();
      const { budget, waiters, underWay, sent, tooMany, givenUp } = this.#lanes[group];
      return {
        sent,
        tooMany,
        givenUp,
        waiting: waiters.length,
        underWay,
        limit: budget.limit,
        available: budget.available(now, 'urgent'),
        penaltyMs: Math.max(0, Math.min(budget.penaltyUntil - now, Number.MAX_SAFE_INTEGER)),
      };
    };
    return {
      light: figures('light'),
      medium: figures('medium'),
      heavy: figures('heavy'),
      auth: figures('auth'),
    };
  }

  /** Gives up everything that is waiting. */
  stop(): void {
    for (const group of GROUPS) {
      const lane = this.#lanes[group];
      lane.wake?.();
      lane.wake = undefined;
      for (const waiter of lane.waiters.splice(0)) waiter.giveUp(tooLate(group, false));
    }
  }

  #pump(group: Group): void {
    const lane = this.#lanes[group];
    const now = this.#clock.now();
    lane.wake?.();
    lane.wake = undefined;
    lane.waiters = lane.waiters.filter((waiter) => {
      // A penalty may have lengthened the wait: a request that can no longer
      // make its deadline fails now, so that its caller can try something else.
      if (lane.budget.earliest(now, waiter.priority) <= waiter.deadline) return true;
      lane.givenUp++;
      waiter.giveUp(tooLate(group, now < lane.budget.penaltyUntil));
      return false;
    });
    for (let next = lane.waiters[0]; next; next = lane.waiters[0]) {
      const ticket = lane.budget.take(now, next.priority);
      if (!ticket) break;
      lane.waiters.shift();
      lane.sent++;
      lane.underWay++;
      let isUnderWay = true;
      next.go({
        finished: (at) => {
          if (isUnderWay) lane.underWay--;
          isUnderWay = false;
          ticket.finished(at);
          this.#pump(group);
        },
      });
    }
    const head = lane.waiters[0];
    if (!head) return;
    const deadlines = lane.waiters.map((waiter) => waiter.deadline + 1);
    const at = Math.min(lane.budget.earliest(now, head.priority), ...deadlines);
    lane.wake = this.#clock.setTimer(() => this.#pump(group), Math.max(1, at - now));
  }
}

/** The account's figures plus the requests sent with people's own sign-ins; limits and what is left remain the account's. */
export function sumOfFigures(account: BudgetFigures, others: readonly BudgetFigures[]): BudgetFigures {
  const sum = (group: Group): GroupFigures => {
    const all = [account, ...others].map((figures) => figures[group]);
    const total = (of: 'sent' | 'tooMany' | 'givenUp' | 'waiting' | 'underWay') =>
      all.reduce((so, figures) => so + figures[of], 0);
    return {
      ...account[group],
      sent: total('sent'),
      tooMany: total('tooMany'),
      givenUp: total('givenUp'),
      waiting: total('waiting'),
      underWay: total('underWay'),
    };
  };
  return { light: sum('light'), medium: sum('medium'), heavy: sum('heavy'), auth: sum('auth') };
}

function lane(group: Group): Lane {
  return { budget: new GroupBudget(group), waiters: [], wake: undefined, underWay: 0, sent: 0, tooMany: 0, givenUp: 0 };
}

function rank(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}

function tooLate(group: Group, penalty: boolean): PhoneError {
  return new PhoneError({
    code: 'budget',
    what: penalty
      ? `RingCentral has paused our ${group} requests for a while, so this one was not sent.`
      : `The budget of ${group} requests to RingCentral is used up for the moment, so this one was not sent.`,
    todo: 'It recovers by itself within a minute or so.',
    retryable: true,
  });
}
