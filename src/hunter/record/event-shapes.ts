import { z } from 'zod';
import type { EventOf, HuntEvent } from '../rules/events.js';
import type { Destination, Line, Policy, Recording, RingTarget, Verdict } from '../terms.js';

/** The shape of each stored event. The compiler reports a field that has none here. */

type Fields<T> = { readonly [K in keyof Omit<T, 'at' | 'type'>]-?: z.ZodType };

const text = z.string();
const ms = z.number();
const count = z.number().int().min(0);
const yes = z.literal(true).optional();
const key = z.enum(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#']);
const kind = z.enum(['announcement', 'too-busy', 'callback-offer', 'menu', 'voice-challenge', 'closed']);
const outcome = z.enum([
  'connected',
  'callback',
  'taught',
  'cancelled',
  'waited-too-long',
  'gave-up',
  'closed',
  'no-lines',
]);
const way = z.enum(['softphone', 'call-out-device', 'call-out-number']);

const recording = z.object({ id: text, kind, title: text.optional(), seconds: ms } satisfies Fields<Recording>);
const heard = z.enum([
  'ringback',
  'busy',
  'tone',
  'menu',
  'prompt-ended',
  'music',
  'speech',
  'announcement',
  'silence',
  'person',
]);
const verdict = z.object({
  heard,
  atMs: ms,
  sinceMs: ms,
  reason: text,
  degree: z.enum(['probable', 'confirmed']).optional(),
  recording: recording.optional(),
  estimate: text.optional(),
  again: z.boolean().optional(),
} satisfies Fields<Verdict>);
const lesson = z.object({
  kind: z.union([kind, z.literal('person')]),
  since: z.union([z.literal('last-key'), ms]),
  title: text.optional(),
});
const pause = z.object({ by: text, at: ms, why: text.optional() });
const ringTarget: z.ZodType<RingTarget> = z.union([
  z.object({
    kind: z.enum(['extension', 'call-queue']),
    extensionId: text,
    extensionNumber: text,
    name: text,
  }),
  z.object({ kind: z.literal('number'), number: text, name: text }),
]);
const step = z.object({
  label: text,
  awaits: z.union([z.object({ recording: text }), z.object({ silenceMs: ms }), z.object({ tone: z.literal(true) })]),
  then: z.union([z.object({ press: key }), z.object({ waitMs: ms }), z.object({ outcome: text })]),
  guardMs: ms,
});
const destination = z.object({
  id: text,
  name: text,
  number: text,
  hours: z
    .object({ days: z.array(text), from: text, to: text, zone: text, closedOnFederalHolidays: z.boolean() })
    .optional(),
  menu: z.array(step),
  callback: z.array(z.union([key, z.literal('number')])).optional(),
  note: text.optional(),
  checked: z.object({ sure: text, on: text }),
} satisfies Fields<Destination>);
const line = z.object({
  id: text,
  extensionId: text,
  extensionNumber: text,
  name: text,
  number: text,
  deviceId: text,
} satisfies Fields<Line>);
const policy = z.object({
  staggerMs: ms,
  maxWaitMs: ms,
  offerMs: ms,
  widenMs: ms,
  courtesyEveryMs: ms,
  ringMs: ms,
  redialFirstMs: ms,
  redialFactor: ms,
  redialMaxMs: ms,
  redialJitter: ms,
  callbackChoiceMs: ms,
  maxDials: count,
} satisfies Fields<Policy>);

const onCall = { callId: text };
const onStep = { ...onCall, step: count };
const onEntry = { ...onCall, entry: count };
const byOnCall = { ...onCall, by: text };
const onLine = { lineId: text };
const failed = z.object({ outcome: z.enum(['refused', 'busy', 'unanswered', 'agent-gone']), reason: text });
const ends = z.enum(['far-end', 'busy', 'no-answer', 'refused', 'not-sent', 'line-lost', 'us']);

const huntStarted = {
  huntId: text,
  requester: text,
  channel: text,
  destination,
  lines: z.array(line),
  wanted: count,
  ringTarget,
  note: text,
  policy,
  seed: z.number(),
  lesson: yes,
};
const keyPressed = { ...onStep, key, by: text.optional() };

export const EVENT_SHAPES: { readonly [T in HuntEvent['type']]: Fields<EventOf<T>> } = {
  'hunt-started': { ...huntStarted, dialsAt: z.array(ms) },
  'call-began': { ...onCall, ...onLine },
  'call-dialled': { ...onCall, sessionId: text, partyId: text, way, hears: z.boolean() },
  'way-refused': { ...onCall, way, reason: text },
  'call-answered': onCall,
  'call-heard': {
    ...onCall,
    verdict,
    promptEndedAt: ms.optional(),
    unanswered: count.optional(),
    spokeAfterMenu: yes,
    entry: z.object({ promptEndedAt: ms.optional(), heardNews: z.boolean() }).optional(),
  },
  'key-pressed': { ...keyPressed, next: count },
  'press-asked': { ...byOnCall, key: key.optional() },
  'prompt-missed': onStep,
  'menu-reordered': onStep,
  'key-not-accepted': { ...onStep, promptEndedAt: ms },
  'key-wanted': onStep,
  'step-done': { ...onStep, next: count },
  'menu-done': onCall,
  'on-hold': onCall,
  'too-busy': onCall,
  'destination-closed': onCall,
  'call-let-go': { ...onCall, goodbye: z.boolean() },
  'callback-offered': { ...onCall, untilAt: ms, promptEndedAt: ms.optional() },
  'callback-chosen': { ...byOnCall, choice: z.enum(['call-me-back', 'keep-holding']), number: text.optional() },
  'callback-lapsed': onCall,
  'callback-entry-began': onEntry,
  'callback-entry-ended': onEntry,
  'callback-entry-again': onEntry,
  'callback-confirmed': onCall,
  'callback-failed': { ...onCall, reason: text },
  'call-ended': { ...onCall, end: ends, reason: text, undialed: yes },
  'hearing-lost': onCall,
  'call-resumed': { ...onCall, sessionId: text, partyId: text, spokenAt: ms },
  'redial-planned': { ...onLine, redialAt: ms, dialsLeft: z.number() },
  'line-waits': {
    ...onLine,
    reason: z.enum(['closed', 'in-use', 'too-many-calls', 'paused']),
    hold: pause.optional(),
  },
  'line-given-up': { ...onLine, reason: text },
  'line-dropped': { ...onLine, by: text },
  'offer-made': {
    ...onCall,
    offerId: text,
    verdict: verdict.optional(),
    vouchedBy: text.optional(),
    challenge: yes,
  },
  'offer-widened': { offerId: text },
  'offer-reopened': { offerId: text, reason: text },
  'offer-ended': {
    offerId: text,
    end: z.enum(['agent-gone', 'ran-out', 'withdrawn', 'not-a-person', 'taken', 'not-wanted', 'hunt-over']),
    by: text.optional(),
  },
  'teaching-begun': {
    ...byOnCall,
    teachingId: text,
    lesson,
    offerId: text.optional(),
    keyIndex: count.optional(),
  },
  'recording-learnt': { teachingId: text, recording: recording.optional() },
  'recording-named': { teachingId: text, kind, by: text },
  'recording-relabelled': { teachingId: text, kind, known: z.boolean() },
  'agent-missed': { ...byOnCall, reached: z.boolean() },
  'listen-in-began': onCall,
  'listen-in-ended': { ...onCall, result: z.union([z.object({ outcome: z.literal('listening') }), failed]) },
  'listener-left': onCall,
  'listen-again-asked': byOnCall,
  'key-asked': { ...byOnCall, index: count, key },
  'key-taught': { ...onCall, index: count, key, recording: recording.optional() },
  'sound-named': { ...byOnCall, kind: z.union([kind, z.enum(['hold', 'person'])]) },
  'lesson-ended': { by: text },
  'offer-claimed': { offerId: text, claimId: text, by: text, ringTarget },
  'hand-over-began': { claimId: text },
  'hand-over-failed': { claimId: text, result: failed },
  connected: { claimId: text, offerId: text, way: text },
  'phrase-said': { ...onCall, phrase: z.enum(['courtesy', 'still-joining', 'connecting', 'goodbye']) },
  'hunt-cancelled': { by: text },
  'hunt-closing': { outcome },
  'hunt-ended': { outcome, agentsReached: count },
};

/** What the first version wrote differently: fields it lacked, and refusals, of which only the type matters. */
export const FIRST_SHAPES: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  ...EVENT_SHAPES,
  'hunt-started': huntStarted,
  'key-pressed': keyPressed,
  'step-done': onStep,
  'key-not-accepted': onStep,
  'call-resumed': { ...onCall, sessionId: text, partyId: text },
  'claim-refused': {},
  'disown-refused': {},
  'callback-choice-refused': {},
};
