import { createHash } from 'node:crypto';
import type { Store } from '../../hunter/ports/store.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Knowledge } from '../../hunter/terms.js';
import type { Message } from '../slack/block-parts.js';
import { context, section } from '../slack/block-parts.js';
import type { SlackClients } from '../slack/clients.js';
import { cannotEnter, slackFailure } from '../slack/errors.js';
import { LIMITS, pack } from '../slack/limits.js';
import { edit, postOnce } from '../slack/posts.js';
import { board } from './board.js';
import { waitsForEars, waitsForKey } from './hunt-texts.js';
import { type BoardRef, digest, type Refs } from './message-refs.js';
import { story } from './story.js';
import { alone, freshState, needsAdmin, noteLimitedPost, type WritingNeeds } from './writing.js';

/** What writing the board and its thread takes. */
export interface BoardNeeds extends WritingNeeds {
  readonly store: Pick<Store, 'acquire' | 'release' | 'read'>;
  readonly refs: Pick<Refs, 'board' | 'saveBoard'>;
  readonly clients: Pick<SlackClients, 'boards'>;
  /** How well a destination's recordings are known. */
  readonly knowledge: (destinationId: string) => Promise<Knowledge>;
  /** The hunt's place among those waiting for a process with room. */
  readonly placeOf: (huntId: string) => number | undefined;
}

/** Even an urgent change waits this long after the last edit of the same message. */
const URGENT_GAP_MS = 1_000;
/** If a process crashes, its lease expires after this. */
const LEASE_MS = 30_000;
const LEASE_BUSY_MS = 300;

/** The parts of a hunt that should not wait for the next routine edit. */
function urgency(state: HuntState): string {
  return JSON.stringify([
    state.outcome,
    state.endedAt !== undefined,
    state.offers.map(({ id, status, openedAt }) => [id, status, openedAt]),
    state.calls.filter((call) => waitsForKey(state, call) || waitsForEars(call)).map(({ id }) => id),
    state.lineStates.filter(({ retired }) => retired !== undefined).map(({ lineId }) => lineId),
  ]);
}

/** The board as a direct message, when it could not be posted in its channel. */
function misplaced(message: Message, channel: string): Message {
  const words = `I can’t post in <#${channel}>, so this hunt’s board is here. Type /invite @Hold Hunter there before the next hunt.`;
  return {
    text: `${words} ${message.text}`,
    blocks: [context(words), ...message.blocks].slice(0, LIMITS.messageBlocks),
  };
}

/** Posts the board, or sends it to the requester as a direct message if the bot can't post in the channel. */
async function postBoard(needs: BoardNeeds, state: HuntState, message: Message, ref: BoardRef): Promise<BoardRef> {
  const key = `${state.huntId}:board`;
  const doubtful: BoardRef = { ...ref, doubtSince: needs.now() };
  await needs.refs.saveBoard(state.huntId, doubtful);
  // A post found after doubt may show an older state, so it is updated next.
  const now = ref.doubtSince === undefined ? digest(message) : '';
  const shown = { version: state.version, shown: now, urgency: urgency(state) };
  const done = ({ doubtSince: _, ...rest }: BoardRef, posted: { channel: string; ts: string }): BoardRef => ({
    ...rest,
    ...posted,
    ...shown,
  });
  try {
    return done(ref, await postOnce(needs.clients.boards, { channel: ref.channel, message, key }, ref.doubtSince));
  } catch (error) {
    // Certainly not posted, so the next try need not look for it.
    if (noteLimitedPost(needs, error)) await needs.refs.saveBoard(state.huntId, ref);
    if (!cannotEnter(slackFailure(error)) || ref.channel === state.requester) throw error;
    const channel = state.requester;
    needs.log.warn({ huntId: state.huntId }, 'the board cannot be posted in its channel; using a direct message');
    return done(
      ref,
      await postOnce(needs.clients.boards, { channel, message: misplaced(message, state.channel), key }),
    );
  }
}

/** Rewrites the board. Returns the updated ref. */
async function editBoard(
  needs: BoardNeeds,
  state: HuntState,
  message: Message,
  ref: BoardRef,
  ts: string,
): Promise<BoardRef> {
  const after = { ...ref, version: state.version, shown: digest(message), urgency: urgency(state) };
  try {
    await edit(needs.clients.boards, { channel: ref.channel, ts }, message);
    return after;
  } catch (error) {
    const failure = slackFailure(error);
    if (failure.kind === 'rate-limited') {
      needs.pace.editsPausedUntil = needs.now() + failure.retryAfterMs;
      return ref;
    }
    if (failure.kind !== 'refused' || needsAdmin(failure.code)) throw error;
    needs.log.warn({ huntId: state.huntId, code: failure.code }, 'Slack refused an edit of the board');
    if (failure.code !== 'message_not_found' || state.endedAt !== undefined) return after;
    // Somebody deleted the board of a running hunt: post it again.
    const { ts: _, ...lost } = ref;
    return { ...lost, shown: '' };
  }
}

/** Tells the thread what has happened since. Returns the updated ref. */
async function tell(needs: BoardNeeds, state: HuntState, ref: BoardRef, ts: string): Promise<BoardRef> {
  const { huntId } = state;
  // Finish an interrupted piece first, with the same range, so that its post can be recognized.
  const events = await needs.store.read(huntId, ref.told);
  const to = Math.min(ref.telling?.to ?? Number.POSITIVE_INFINITY, ref.told + events.length);
  const lines = events
    .slice(0, to - ref.told)
    .map((event) => story(event, state))
    .filter((line): line is string => line !== undefined);
  const { telling, ...rest } = ref;
  const told: BoardRef = { ...rest, told: to };
  if (lines.length === 0) return told;
  await needs.refs.saveBoard(huntId, { ...ref, telling: { to, since: telling?.since ?? needs.now() } });
  const texts = pack(lines, LIMITS.sectionText);
  for (const [index, text] of texts.entries()) {
    const key = `${huntId}:story:${ref.told}:${to}:${index}`;
    const spec = { channel: ref.channel, threadTs: ts, message: { text, blocks: [section(text)] }, key };
    try {
      await postOnce(needs.clients.boards, spec, telling?.since);
    } catch (error) {
      const failure = slackFailure(error);
      if (noteLimitedPost(needs, error)) {
        // Nothing of this piece is posted, except parts before this one.
        return index === 0 ? ref : { ...ref, telling: { to, since: telling?.since ?? needs.now() } };
      }
      if (failure.kind !== 'refused' || needsAdmin(failure.code)) throw error;
      needs.log.warn({ huntId, code: failure.code }, 'Slack refused a thread line');
    }
  }
  return told;
}

/** A hunt's turn among all, in [0, 1): spreads their writes. */
function turnOf(huntId: string): number {
  return createHash('sha256').update(huntId).digest().readUInt32BE() / 2 ** 32;
}

/** Undefined if it can't be read: a board without it is better than none. */
async function knowledgeOf(needs: BoardNeeds, state: HuntState): Promise<Knowledge | undefined> {
  try {
    return await needs.knowledge(state.destination.id);
  } catch {
    return undefined;
  }
}

/** The lane's work for one hunt's board and thread. */
export function boardWork(needs: BoardNeeds, latest: () => HuntState): () => Promise<number | undefined> {
  let writtenAt = Number.NEGATIVE_INFINITY;
  let toldAt = Number.NEGATIVE_INFINITY;
  /** The urgency last written in full; undefined while something is left to write. */
  let shown: string | undefined;
  const { pace, now } = needs;
  const turn = turnOf(latest().huntId);

  /** When the board may be edited. After a pause, hunts take turns instead of all writing at once. */
  const editAt = (gapMs: number): number => Math.max(writtenAt + gapMs, pace.editsPausedUntil + turn * gapMs);
  /** The same for its thread. */
  const tellAt = (channel: string): number => {
    const gapMs = pace.storyMs(channel);
    return Math.max(toldAt + gapMs, pace.storiesPausedUntil + turn * gapMs);
  };

  /** How long nothing may be written, whatever has changed. Until then there is no need to read the store. */
  const restMs = (): number => {
    const state = latest();
    if (pace.flushing || urgency(state) !== shown) return 0;
    return Math.min(editAt(pace.routineMs()), tellAt(state.channel)) - now();
  };

  const pass = async (): Promise<number | undefined> => {
    const { huntId } = latest();
    shown = undefined;
    const saved = await needs.refs.board(huntId);
    const state = await freshState(needs.hunts, latest(), saved?.version);
    const blank: BoardRef = { channel: state.channel, version: 0, shown: '', urgency: '', told: 0 };
    let ref = saved ?? blank;
    if (ref.ts === undefined) {
      ref = await postBoard(needs, state, board(state), ref);
      await needs.refs.saveBoard(huntId, ref);
      writtenAt = now();
    }
    const { ts } = ref;
    if (ts === undefined) return 0;

    const waits: number[] = [];
    const message = board(state, await knowledgeOf(needs, state), needs.placeOf(huntId));
    if (digest(message) !== ref.shown) {
      const wait = editAt(urgency(state) === ref.urgency ? pace.routineMs() : URGENT_GAP_MS) - now();
      if (wait > 0 && !pace.flushing) waits.push(wait);
      else {
        const before = ref;
        ref = await editBoard(needs, state, message, ref, ts);
        if (ref === before) waits.push(Math.max(1, editAt(URGENT_GAP_MS) - now()));
        await needs.refs.saveBoard(huntId, ref);
        writtenAt = now();
        if (ref.ts === undefined) return 0;
      }
    }
    if (ref.told < state.version) {
      const wait = tellAt(ref.channel) - now();
      if (wait > 0 && !pace.flushing) waits.push(wait);
      else {
        const { told } = ref;
        ref = await tell(needs, state, ref, ts);
        await needs.refs.saveBoard(huntId, ref);
        if (ref.told > told) toldAt = now();
        else waits.push(Math.max(1, tellAt(ref.channel) - now()));
      }
    }
    shown = ref.urgency;
    return waits.length === 0 ? undefined : Math.min(...waits);
  };

  return async () => {
    const rest = restMs();
    if (rest > 0) return rest;
    let again: number | undefined;
    const done = await alone(needs.store, { name: `slack:board:${latest().huntId}`, ms: LEASE_MS }, async () => {
      again = await pass();
    });
    return done ? again : LEASE_BUSY_MS;
  };
}
