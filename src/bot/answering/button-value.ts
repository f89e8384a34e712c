import { z } from 'zod';
import type { SoundName } from '../../hunter/rules/commands.js';
import type { Key } from '../../hunter/terms.js';
import { LIMITS } from '../slack/limits.js';

/** The action ids of a hunt's buttons. */
export const ACTIONS = {
  take: 'take-call',
  stop: 'stop-hunt',
  drop: 'drop-line',
  hear: 'hear-someone',
  press: 'press-for-me',
  key: 'press-this-key',
  notPerson: 'not-a-person',
  nameRecording: 'name-recording',
  callMeBack: 'call-me-back',
  keepHolding: 'keep-holding',
  missed: 'missed-agent',
  teachKey: 'teach-key',
  nameSound: 'name-sound',
  listenAgain: 'listen-again',
  endLesson: 'end-lesson',
} as const;

/** The action ids that belong to no hunt. */
export const HOUSE_ACTIONS = {
  addDestination: 'add-destination',
  editDestination: 'edit-destination',
  removeDestination: 'remove-destination',
  auditPage: 'audit-page',
  auditNewer: 'audit-newer',
  auditExport: 'audit-export',
} as const;

/** The keys in the layout of a phone. */
export const KEYPAD: readonly (readonly Key[])[] = [
  ['1', '2', '3'],
  ['4', '5', '6'],
  ['7', '8', '9'],
  ['*', '0', '#'],
];

/** Action ids are unique within a message, so each key of a keypad has its own suffix. */
export const PRESS_KEY_ACTION = /^press-this-key-(?:[0-9]|star|hash)$/;
export const TEACH_KEY_ACTION = /^teach-key-(?:[0-9]|star|hash)$/;
export const SOUND_ACTION = /^name-sound-[a-z-]+$/;

export function keyAction(action: 'press-this-key' | 'teach-key', key: Key): string {
  return `${action}-${key === '*' ? 'star' : key === '#' ? 'hash' : key}`;
}

const id = z.string().min(1).max(200);
const KEYS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'] as const satisfies readonly Key[];
const KINDS = [
  'announcement',
  'too-busy',
  'callback-offer',
  'menu',
  'voice-challenge',
  'closed',
  'hold',
  'person',
] as const satisfies readonly SoundName[];
const shape = z.object({
  hunt: id,
  offer: id.optional(),
  line: id.optional(),
  call: id.optional(),
  key: z.enum(KEYS).optional(),
  sound: z.enum(KINDS).optional(),
});

/** What a button is for. Only ids, since Slack clients can see the value. */
export interface ButtonValue {
  readonly hunt: string;
  readonly offer?: string | undefined;
  readonly line?: string | undefined;
  readonly call?: string | undefined;
  readonly key?: Key | undefined;
  readonly sound?: SoundName | undefined;
}

export function writeValue(value: ButtonValue): string {
  return JSON.stringify(value);
}

/** Undefined if the value is not one of ours: buttons can be forged, and old ones stay clickable forever. */
export function readValue(text: string | undefined): ButtonValue | undefined {
  if (text === undefined || text.length > LIMITS.buttonValue) return undefined;
  try {
    const parsed = shape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
