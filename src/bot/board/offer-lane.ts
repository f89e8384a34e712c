import type { HuntState, OfferState } from '../../hunter/rules/state.js';
import type { SlackClients } from '../slack/clients.js';
import { cannotEnter, slackFailure } from '../slack/errors.js';
import { edit, findPosted, postOnce } from '../slack/posts.js';
import { offerOf } from './hunt-texts.js';
import { digest, type OfferPost, type OffersRef, type Refs } from './message-refs.js';
import { closedOffer, openingKey, openOffer } from './offer-message.js';
import { alone, freshState, needsAdmin, noteLimitedPost, type WritingNeeds } from './writing.js';

/** What writing offers takes. */
export interface OfferNeeds extends WritingNeeds {
  readonly refs: Pick<Refs, 'board' | 'offers' | 'saveOffers'>;
  readonly clients: Pick<SlackClients, 'offers'>;
}

/** Long enough for one lookup and one post. Short, because an agent waits until a dead process's lease expires. */
const LEASE_MS = 10_000;
const LEASE_BUSY_MS = 100;

function isCurrent(offer: OfferState, post: OfferPost): boolean {
  return offer.status === 'open' && post.opening === openingKey(offer);
}

function keyOf({ huntId }: HuntState, { offerId, opening }: OfferPost): string {
  return `${huntId}:offer:${offerId}:${opening}`;
}

/** Announces one opening of an offer in a new message. Returns the updated ref. */
async function announce(
  needs: OfferNeeds,
  state: HuntState,
  offer: OfferState,
  ref: OffersRef,
  place: { readonly channel: string; readonly thread?: string | undefined },
): Promise<OffersRef> {
  const opening = openingKey(offer);
  const others = ref.posts.filter((post) => !(post.offerId === offer.id && post.opening === opening));
  const earlier = ref.posts.find((post) => post.offerId === offer.id && post.opening === opening);
  const message = openOffer(state, offer);
  const post: OfferPost = earlier ?? { offerId: offer.id, opening, ...place, shown: '' };
  const key = keyOf(state, post);
  const send = (channel: string, threadTs: string | undefined) =>
    postOnce(needs.clients.offers, { channel, threadTs, broadcast: true, message, key }, earlier?.doubtSince);
  await needs.refs.saveOffers(state.huntId, {
    ...ref,
    posts: [...others, { ...post, doubtSince: earlier?.doubtSince ?? needs.now() }],
  });
  let posted: { readonly channel: string; readonly ts: string };
  try {
    posted = await send(post.channel, post.thread);
  } catch (error) {
    const failure = slackFailure(error);
    // Certainly not posted, so the next try need not look for it.
    if (noteLimitedPost(needs, error)) await needs.refs.saveOffers(state.huntId, ref);
    if (failure.kind !== 'refused' || needsAdmin(failure.code)) throw error;
    needs.log.warn({ huntId: state.huntId, code: failure.code }, 'Slack refused an offer in its place');
    // The thread or the channel is gone, and an agent is waiting: use the next best place.
    posted = await send(cannotEnter(failure) ? state.requester : post.channel, undefined);
  }
  const { doubtSince: _, ...rest } = post;
  return { ...ref, posts: [...others, { ...rest, ...posted, shown: digest(message) }] };
}

/** An outdated post may still be in Slack with its button, even though its ts never reached us: looks for it. */
async function settled(needs: OfferNeeds, state: HuntState, post: OfferPost): Promise<OfferPost> {
  const { doubtSince, ...rest } = post;
  if (post.ts !== undefined || doubtSince === undefined) return post;
  const spec = { channel: post.channel, threadTs: post.thread, key: keyOf(state, post) };
  const found = await findPosted(needs.clients.offers, spec, doubtSince);
  return found === undefined ? rest : { ...rest, ...found };
}

/** Removes the buttons from a message whose opening is over, or updates who took the call. */
async function rewrite(needs: OfferNeeds, state: HuntState, offer: OfferState, given: OfferPost): Promise<OfferPost> {
  const post = await settled(needs, state, given);
  if (post.ts === undefined) return post;
  const message = closedOffer(state, offer, post.opening === openingKey(offer));
  const shown = digest(message);
  if (shown === post.shown) return post;
  try {
    await edit(needs.clients.offers, { channel: post.channel, ts: post.ts }, message);
  } catch (error) {
    const failure = slackFailure(error);
    if (failure.kind !== 'refused' || needsAdmin(failure.code)) throw error;
    needs.log.warn({ huntId: state.huntId, code: failure.code }, 'Slack refused an edit of an offer');
  }
  return { ...post, shown };
}

/** The lane's work for one hunt's offers: posts new messages first, then removes the buttons of old ones. */
export function offerWork(needs: OfferNeeds, latest: () => HuntState): () => Promise<number | undefined> {
  const pass = async () => {
    const { huntId } = latest();
    let ref = await needs.refs.offers(huntId);
    const state = await freshState(needs.hunts, latest(), ref.version);
    if (state.offers.length === 0) return;
    ref = { ...ref, version: Math.max(ref.version, state.version) };
    for (const offer of state.offers) {
      if (offer.status !== 'open') continue;
      if (ref.posts.some((post) => post.offerId === offer.id && isCurrent(offer, post) && post.ts !== undefined))
        continue;
      const home = await needs.refs.board(huntId);
      const place = { channel: home?.channel ?? state.channel, thread: home?.ts };
      ref = await announce(needs, state, offer, ref, place);
      await needs.refs.saveOffers(huntId, ref);
    }
    for (const [index, post] of ref.posts.entries()) {
      const offer = offerOf(state, post.offerId);
      if (offer === undefined || isCurrent(offer, post)) continue;
      const rewritten = await rewrite(needs, state, offer, post);
      if (rewritten === post) continue;
      ref = { ...ref, posts: ref.posts.with(index, rewritten) };
      await needs.refs.saveOffers(huntId, ref);
    }
  };

  return async () => {
    // Without offers there is no need to read the store.
    if (latest().offers.length === 0) return undefined;
    const lease = { name: `slack:offers:${latest().huntId}`, ms: LEASE_MS };
    return (await alone(needs.store, lease, pass)) ? undefined : LEASE_BUSY_MS;
  };
}
