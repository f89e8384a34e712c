import type { Log } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';
import type { Knowledge } from '../../hunter/terms.js';
import type { Place } from '../answering/place.js';
import type { SlackClients } from '../slack/clients.js';
import { slackFailure } from '../slack/errors.js';
import { createLane, type Lane, realSchedule, type Schedule } from '../slack/lane.js';
import { within } from '../slack/within.js';
import { boardWork } from './board-lane.js';
import { controlWork } from './control-lane.js';
import { createRefs } from './message-refs.js';
import { offerWork } from './offer-lane.js';
import { type Pace, waitAfter } from './writing.js';

/** `chat.update` allows about 50 calls a minute in total. A board is edited no faster than this, and slower when many are open. */
const EDIT_EVERY_MS = 5_000;
const EDIT_SHARE_MS = 1_500;
/** Slack allows about one post a second in a channel. Threads share less than that, which leaves room for boards and offers. */
const STORY_EVERY_MS = 1_500;
/** An agent is waiting, so the first retry of a failed offer comes quickly. */
const OFFER_RETRY_FIRST_MS = 200;
/** How long a stop waits for the last edits. */
const FLUSH_MS = 5_000;
/** How often an ended hunt checks whether its offers are finished. */
const OFFERS_QUIET_MS = 500;
/** After a start, boards of hunts that ended this recently may still need their last edit. */
const CATCH_UP = { hunts: 50, ms: 86_400_000 } as const;

export interface BoardWriterOptions {
  readonly hunts: Hunts;
  readonly store: Store;
  readonly clients: SlackClients;
  readonly log: Log;
  readonly now: () => number;
  readonly knowledge: (destinationId: string) => Promise<Knowledge>;
  /** How long message locations are remembered. */
  readonly keepMs: number;
  /** A hunt's place among those waiting for a process with room. */
  readonly placeOf: (huntId: string) => number | undefined;
  readonly schedule?: Schedule;
}

export interface BoardWriter {
  /** Starts writing boards, and catches up on what happened while no writer ran. */
  start(): Promise<void>;
  /** Updates a hunt's messages now, without waiting for its next change. */
  show(state: HuntState): void;
  /** Where the hunt's messages are. */
  placesOf(huntId: string): Promise<readonly Place[]>;
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
  /** Writes what is left, as far as Slack allows within a few seconds. */
  stop(): Promise<void>;
}

interface Kept {
  state: HuntState;
  readonly lanes: readonly Lane[];
}

/**
 * Keeps every hunt's board, thread and offers in line with its state. Level-triggered: it compares what Slack shows (by the refs in
 * the store) with the state and writes the difference, so a crash, an outage or a missed change only delays it.
 */
export function createBoardWriter(options: BoardWriterOptions): BoardWriter {
  const { hunts, store, clients, log, now, knowledge, placeOf, keepMs, schedule = realSchedule } = options;
  const kept = new Map<string, Kept>();
  let stopped = false;
  // Counted as hunts come and go, since every change of every hunt asks for the pace.
  const inChannel = new Map<string, number>();
  let running = 0;
  const count = (channel: string, by: number): void => {
    const boards = (inChannel.get(channel) ?? 0) + by;
    if (boards > 0) inChannel.set(channel, boards);
    else inChannel.delete(channel);
  };
  const refs = createRefs(store, keepMs);
  const pace: Pace = {
    routineMs: () => Math.max(EDIT_EVERY_MS, EDIT_SHARE_MS * running),
    storyMs: (channel) => STORY_EVERY_MS * Math.max(1, inChannel.get(channel) ?? 0),
    editsPausedUntil: 0,
    storiesPausedUntil: 0,
    flushing: false,
  };
  const writing = { hunts, store, clients, log, now, refs, pace };

  const lane = (kind: 'board' | 'offers' | 'controls', huntId: string, work: () => Promise<number | undefined>): Lane =>
    createLane({
      work,
      schedule,
      afterError(error, failures) {
        const failure = slackFailure(error);
        const code = 'code' in failure ? failure.code : failure.kind;
        const wait = waitAfter(error, failures, kind === 'board' ? undefined : OFFER_RETRY_FIRST_MS);
        log.warn({ huntId, kind, code, failures, waitMs: Math.round(wait) }, 'could not write to Slack; trying again');
        return wait;
      },
    });

  const forget = (entry: Kept) => {
    const { huntId } = entry.state;
    if (kept.get(huntId) === entry) {
      kept.delete(huntId);
      count(entry.state.channel, -1);
    }
    for (const each of entry.lanes) each.stop();
  };

  const begin = (state: HuntState): Kept => {
    const { huntId } = state;
    const entry: Kept = {
      state,
      lanes: [
        lane('offers', huntId, () => offerWorkOf()),
        lane('controls', huntId, () => controlWorkOf()),
        lane('board', huntId, async () => {
          const before = entry.state;
          const again = await boardWorkOf();
          // The hunt changed meanwhile, so what was written may not be its end.
          if (entry.state !== before) return 0;
          if (again !== undefined || entry.state.endedAt === undefined) return again;
          // The board of an ended hunt is done; its offers may still have buttons to remove.
          if (!entry.lanes.slice(0, 2).every((each) => each.quiet())) return OFFERS_QUIET_MS;
          forget(entry);
          return undefined;
        }),
      ],
    };
    const offerWorkOf = offerWork(writing, () => entry.state);
    const controlWorkOf = controlWork(writing, () => entry.state);
    const boardWorkOf = boardWork({ ...writing, knowledge, placeOf }, () => entry.state);
    kept.set(huntId, entry);
    count(state.channel, 1);
    if (state.endedAt === undefined) running += 1;
    return entry;
  };

  const show = (state: HuntState) => {
    if (stopped) return;
    const entry = kept.get(state.huntId) ?? begin(state);
    if (state.version > entry.state.version) {
      if (entry.state.endedAt === undefined && state.endedAt !== undefined) running -= 1;
      entry.state = state;
    }
    for (const each of entry.lanes) each.kick();
  };

  let unsubscribe: () => void = () => undefined;
  const idle = async () => {
    await Promise.all([...kept.values()].flatMap(({ lanes }) => lanes.map((each) => each.idle())));
  };
  return {
    async start() {
      unsubscribe = hunts.onChange(({ state }) => show(state));
      for (const state of await hunts.open()) show(state);
      const recent = await hunts.recent(CATCH_UP.hunts);
      for (const state of recent) {
        if (state.endedAt === undefined || now() - state.endedAt > CATCH_UP.ms) continue;
        const ref = await refs.board(state.huntId);
        if (ref !== undefined && ref.version < state.version) show(state);
      }
    },
    show,
    async placesOf(huntId) {
      const found = await Promise.all([refs.board(huntId), refs.offers(huntId), refs.controls(huntId)]);
      const [board, offers, controls] = found;
      return [...(board === undefined ? [] : [board]), ...offers.posts, ...controls.posts];
    },
    idle,
    async stop() {
      unsubscribe();
      pace.flushing = true;
      for (const { lanes } of kept.values()) for (const each of lanes) each.kick();
      await within(FLUSH_MS, idle(), () => undefined);
      stopped = true;
      for (const { lanes } of [...kept.values()]) for (const each of lanes) each.stop();
    },
  };
}
