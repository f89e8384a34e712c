import { readBuilt } from './phrases.js';

/** What is said around a code. It begins with who is calling, since the phone rang for no other reason. */
export const CODE_WORDS = {
  'code-intro': 'Hello. This is Hold Hunter, an automated assistant. Your code is',
  'code-again': 'Once more. Your code is',
  'code-end': 'Type it into Slack. If you did not ask for a code, tell your administrator. Goodbye.',
  'digit-0': 'zero',
  'digit-1': 'one',
  'digit-2': 'two',
  'digit-3': 'three',
  'digit-4': 'four',
  'digit-5': 'five',
  'digit-6': 'six',
  'digit-7': 'seven',
  'digit-8': 'eight',
  'digit-9': 'nine',
} as const;
export type CodeClip = keyof typeof CODE_WORDS;

/** Slower than the bot usually speaks, since somebody is writing along. */
export const CODE_VOICE = { voice: 'en-us+f3', wordsPerMinute: 145 } as const;

/** All clips from the build. Throws, with what to do, if one is missing. */
export function loadCodeClips(): (clip: CodeClip) => Int16Array {
  const clips = new Map((Object.keys(CODE_WORDS) as CodeClip[]).map((clip) => [clip, readBuilt(clip)]));
  return (clip) => clips.get(clip) ?? new Int16Array(0);
}

const RATE_HZ = 8_000;
/** A phone that was just picked up is not at the ear yet. */
const LIFT_MS = 900;
/** Far enough apart that two digits are not heard as one number, and that each can be written down. */
const BETWEEN_DIGITS_MS = 450;
const BEFORE_DIGITS_MS = 600;
const AFTER_DIGITS_MS = 900;

/** The code as it is heard: 8 kHz samples of the first reading, and of the second with the goodbye. */
export function codeReadings(digits: string, clips: (clip: CodeClip) => Int16Array): readonly [Int16Array, Int16Array] {
  const spoken = [...digits].flatMap((digit) => [clips(`digit-${digit}` as CodeClip), silence(BETWEEN_DIGITS_MS)]);
  const reading = [silence(BEFORE_DIGITS_MS), ...spoken, silence(AFTER_DIGITS_MS)];
  return [
    joined([silence(LIFT_MS), clips('code-intro'), ...reading]),
    joined([clips('code-again'), ...reading, clips('code-end')]),
  ];
}

function silence(ms: number): Int16Array {
  return new Int16Array((ms * RATE_HZ) / 1_000);
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
