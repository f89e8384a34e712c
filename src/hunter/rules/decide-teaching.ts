import type { Lesson, RecordingKind } from '../terms.js';
import type { Report, Request } from './commands.js';
import { openOffer, tooLate } from './decide-offers.js';
import type { Draft } from './decision.js';
import { audioMs } from './evolve-teaching.js';
import { follow } from './outcomes.js';
import { callOf, isAlive, isClosing, offerOn, teachingOf } from './query.js';
import type { CallState, OfferState } from './state.js';

type RequestOf<T extends Request['type']> = Extract<Request, { type: T }>;
type ReportOf<T extends Report['type']> = Extract<Report, { type: T }>;

/** When a person mistook a recording for an agent, it had begun about this long before their click. */
const HEARD_BEFORE_VOUCH_MS = 10_000;
/** How long a missed agent may have been talking already. None of that audio is kept. */
const TALKING_FOR_MS = 30_000;
/** A person can report reaching an agent on their own this long after the call ended. */
const TALKING_WITHIN_MS = 10 * 60_000;
/** If the hold has not come back, a named recording is acted on up to this long after it was heard. */
const CURRENT_FOR_MS = 2 * 60_000;

/** The offer is a recording. A claim outweighs that: it is never taken away. */
export function disown(draft: Draft, { offerId, kind, by }: RequestOf<'not-a-person'>): void {
  const offer = draft.state.offers.find((candidate) => candidate.id === offerId);
  const call = offer === undefined ? undefined : callOf(draft.state, offer.callId);
  if (offer === undefined || call === undefined) return;
  if (offer.status !== 'open' || !isAlive(call) || isClosing(draft.state)) {
    draft.refuse({ type: 'disown-refused', offerId, by, at: draft.at, ...tooLate(draft.state, offer) });
    return;
  }
  const lesson: Lesson = { kind: kind ?? 'announcement', since: heardSince(draft, call, offer) };
  draft.emit({ type: 'offer-ended', offerId, end: 'not-a-person', by });
  if (call.hears) draft.emit({ type: 'teaching-begun', teachingId: offerId, callId: call.id, lesson, by, offerId });
  if (kind !== undefined) follow(draft, call.id, kind);
}

function heardSince(draft: Draft, call: CallState, offer: OfferState): Lesson['since'] {
  if (offer.heardFromMs !== undefined) return offer.heardFromMs;
  const nowMs = audioMs(call, draft.at);
  if (nowMs === undefined) return 'last-key';
  return Math.max(0, Math.round(nowMs - (draft.at - offer.madeAt) - HEARD_BEFORE_VOUCH_MS));
}

/** What the disowned recording is for. The hunt acts on it while the line is still saying it. */
export function nameRecording(draft: Draft, { offerId, kind, by }: RequestOf<'name-recording'>): void {
  const teaching = draft.state.teachings.find((each) => each.offerId === offerId);
  if (teaching === undefined || teaching.kind === kind) return;
  draft.emit({ type: 'recording-named', teachingId: teaching.id, kind, by });
  const call = callOf(draft.state, teaching.callId);
  const offer = draft.state.offers.find((candidate) => candidate.id === offerId);
  if (call !== undefined && offer !== undefined && isCurrent(draft, call, offer)) follow(draft, call.id, kind);
}

function isCurrent(draft: Draft, call: CallState, offer: OfferState): boolean {
  const last = call.lastHeard?.heard;
  return draft.at - offer.madeAt <= CURRENT_FOR_MS && last !== 'music' && last !== 'ringback';
}

export function teachingDone(draft: Draft, { teachingId, recording }: ReportOf<'teaching-done'>): void {
  if (teachingOf(draft.state, teachingId)?.status !== 'due') return;
  draft.emit({ type: 'recording-learnt', teachingId, ...(recording === undefined ? {} : { recording }) });
}

export function relabelled(draft: Draft, { teachingId, kind, known }: ReportOf<'relabelled'>): void {
  const teaching = teachingOf(draft.state, teachingId);
  if (teaching?.recording === undefined || teaching.recording.kind === kind) return;
  draft.emit({ type: 'recording-relabelled', teachingId, kind, known });
}

/** A person is talking to an agent the bot missed: on a live call the agent is offered, on an ended call they are counted. */
export function talking(draft: Draft, { callId, by }: RequestOf<'talking'>): void {
  const call = callOf(draft.state, callId);
  if (call === undefined || call.missedBy !== undefined || isClosing(draft.state)) return;
  if (call.phase === 'ended') {
    const fresh = call.endedAt !== undefined && draft.at - call.endedAt <= TALKING_WITHIN_MS;
    const counted = draft.state.offers.some((offer) => offer.callId === callId && offer.status !== 'ended');
    if (fresh && !counted) draft.emit({ type: 'agent-missed', callId, by, reached: true });
    return;
  }
  if (offerOn(draft.state, callId) !== undefined || !isAlive(call)) return;
  if (call.phase === 'dialling' || call.phase === 'dropping') return;
  draft.emit({ type: 'agent-missed', callId, by, reached: false });
  const nowMs = audioMs(call, draft.at);
  const since = nowMs === undefined ? 'last-key' : Math.max(0, Math.round(nowMs - TALKING_FOR_MS));
  teach(draft, call, `${callId}-talking`, { kind: 'person', since }, by);
  openOffer(draft, call, { vouchedBy: by });
}

/** Has the ear learn from a call, if it can hear it. */
export function teach(
  draft: Draft,
  call: CallState,
  teachingId: string,
  lesson: { readonly kind: RecordingKind | 'person'; readonly since: Lesson['since'] },
  by: string,
  keyIndex?: number,
): void {
  if (!call.hears) return;
  const key = keyIndex === undefined ? {} : { keyIndex };
  draft.emit({ type: 'teaching-begun', teachingId, callId: call.id, lesson, by, ...key });
}
