import type { HuntState } from '../../hunter/rules/state.js';
import type { SlackClients } from '../slack/clients.js';
import { slackFailure } from '../slack/errors.js';
import { edit, findPosted, postOnce } from '../slack/posts.js';
import { type Control, controlsOf } from './controls.js';
import { type ControlPost, type ControlsRef, digest, type Refs } from './message-refs.js';
import { alone, freshState, needsAdmin, noteLimitedPost, type WritingNeeds } from './writing.js';

/** What writing the questions in a thread takes. */
export interface ControlNeeds extends WritingNeeds {
  readonly refs: Pick<Refs, 'board' | 'controls' | 'saveControls'>;
  readonly clients: Pick<SlackClients, 'offers'>;
}

/** Long enough for one lookup and one post. */
const LEASE_MS = 10_000;
const LEASE_BUSY_MS = 100;
/** A thread needs its board, which is posted within moments. */
const NO_BOARD_YET_MS = 300;

interface Place {
  readonly channel: string;
  readonly thread: string;
}

const keyOf = ({ huntId }: HuntState, id: string): string => `${huntId}:control:${id}`;

/** Posts a question. Returns where it is. */
async function ask(
  needs: ControlNeeds,
  state: HuntState,
  { id, message }: Control,
  place: Place,
  ref: ControlsRef,
): Promise<ControlPost | undefined> {
  const earlier = ref.posts.find((post) => post.id === id);
  const doubtSince = earlier?.doubtSince;
  const posts = ref.posts.filter((post) => post.id !== id);
  const doubtful = {
    id,
    channel: place.channel,
    thread: place.thread,
    shown: '',
    doubtSince: doubtSince ?? needs.now(),
  };
  await needs.refs.saveControls(state.huntId, { ...ref, posts: [...posts, doubtful] });
  const spec = { channel: place.channel, threadTs: place.thread, message, key: keyOf(state, id) };
  try {
    const { channel, ts } = await postOnce(needs.clients.offers, spec, doubtSince);
    return { id, channel, thread: place.thread, ts, shown: digest(message) };
  } catch (error) {
    if (noteLimitedPost(needs, error)) await needs.refs.saveControls(state.huntId, ref);
    const failure = slackFailure(error);
    if (failure.kind !== 'refused' || needsAdmin(failure.code)) throw error;
    needs.log.warn({ huntId: state.huntId, code: failure.code }, 'Slack refused a question in the thread');
    return undefined;
  }
}

/** Updates a posted question. If it may or may not have been posted, looks for it first. */
async function rewrite(
  needs: ControlNeeds,
  state: HuntState,
  given: ControlPost,
  { message }: Control,
): Promise<ControlPost> {
  let post = given;
  if (post.ts === undefined && post.doubtSince !== undefined) {
    const spec = { channel: post.channel, threadTs: post.thread, key: keyOf(state, post.id) };
    const found = await findPosted(needs.clients.offers, spec, post.doubtSince);
    const { doubtSince: _, ...rest } = post;
    post = found === undefined ? rest : { ...rest, ...found };
  }
  const shown = digest(message);
  if (post.ts === undefined || post.shown === shown) return post;
  try {
    await edit(needs.clients.offers, { channel: post.channel, ts: post.ts }, message);
  } catch (error) {
    const failure = slackFailure(error);
    if (failure.kind !== 'refused' || needsAdmin(failure.code)) throw error;
    needs.log.warn({ huntId: state.huntId, code: failure.code }, 'Slack refused an edit of a question');
  }
  return { ...post, shown };
}

/** The lane's work for the questions in one hunt's thread: each is posted once, and later shows its answer. */
export function controlWork(needs: ControlNeeds, latest: () => HuntState): () => Promise<number | undefined> {
  let again: number | undefined;
  const pass = async () => {
    const { huntId } = latest();
    again = undefined;
    let ref = await needs.refs.controls(huntId);
    const state = await freshState(needs.hunts, latest(), ref.version);
    ref = { ...ref, version: Math.max(ref.version, state.version) };
    for (const control of controlsOf(state)) {
      const post = ref.posts.find(({ id }) => id === control.id);
      let now = post;
      if (post !== undefined && (post.ts !== undefined || !control.asks))
        now = await rewrite(needs, state, post, control);
      else if (control.asks) {
        const home = await needs.refs.board(huntId);
        if (home?.ts === undefined) {
          again = NO_BOARD_YET_MS;
          continue;
        }
        now = await ask(needs, state, control, { channel: home.channel, thread: home.ts }, ref);
      }
      if (now === undefined || now === post) continue;
      ref = { ...ref, posts: [...ref.posts.filter(({ id }) => id !== control.id), now] };
      await needs.refs.saveControls(huntId, ref);
    }
  };

  return async () => {
    // Most hunts ask nothing; then there is no need to read the store.
    if (controlsOf(latest()).length === 0) return undefined;
    const lease = { name: `slack:controls:${latest().huntId}`, ms: LEASE_MS };
    return (await alone(needs.store, lease, pass)) ? again : LEASE_BUSY_MS;
  };
}
