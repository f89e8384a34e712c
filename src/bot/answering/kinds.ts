import type { SoundName } from '../../hunter/rules/commands.js';
import type { Recording, RecordingKind } from '../../hunter/terms.js';
import { cut } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';

/** What a sound is, within a sentence. */
export const KIND_WORDS: Readonly<Record<SoundName, string>> = {
  announcement: 'an announcement',
  'too-busy': 'the destination is too busy',
  'callback-offer': 'a callback offer',
  menu: 'a menu',
  'voice-challenge': 'a request for a spoken answer',
  closed: 'the destination is closed',
  hold: 'on hold now',
  person: 'a person',
};

/** What a recording may be, as shown in the select. */
export const KIND_CHOICES: readonly (readonly [RecordingKind, string])[] = [
  ['announcement', 'Announcement'],
  ['too-busy', 'Too busy'],
  ['callback-offer', 'Callback offer'],
  ['menu', 'Menu'],
  ['voice-challenge', 'Voice challenge'],
  ['closed', 'Closed'],
];

export function isKind(text: string | undefined): text is RecordingKind {
  return KIND_CHOICES.some(([kind]) => kind === text);
}

/** “…” (6.2 s) */
export function recordingWords({ title, seconds }: Recording): string {
  const length = `${seconds.toFixed(1)} s`;
  return title === undefined ? `a recording of ${length}` : `“${plainly(cut(title, 80))}” (${length})`;
}
