import type { Chance } from '../random.js';

/** A synthetic voice: eSpeak's name with its variant, words a minute, pitch (0–99). */
export interface Voice {
  readonly name: string;
  readonly speed: number;
  readonly pitch: number;
}

/** The people whom recordings were made with. Agents never sound like them. */
const TALENTS: readonly [Voice, ...Voice[]] = [
  { name: 'en-us+f3', speed: 150, pitch: 50 },
  { name: 'en-us+m3', speed: 145, pitch: 45 },
  { name: 'en-us+f2', speed: 155, pitch: 60 },
  { name: 'en-us+m1', speed: 150, pitch: 35 },
];

/** The voices of machines that are meant to be taken for people: as quick as an agent's, but none of theirs. */
const FRIENDLY: readonly [Voice, ...Voice[]] = [
  { name: 'en-us+f5', speed: 172, pitch: 58 },
  { name: 'en-us+m2', speed: 176, pitch: 48 },
];

const AGENT_VOICES: readonly [string, ...string[]] = [
  'en-us+f4',
  'en-us+m7',
  'en-us+Annie',
  'en-us+m5',
  'en-us+steph',
  'en-us+max',
  'en-us+belinda',
  'en-us+m4',
];

/** The voice of a destination's menu, and the one of its announcements (now and then another person). */
export function talents(chance: Chance): { readonly menu: Voice; readonly announcements: Voice } {
  const menu = chance.pick(TALENTS);
  return { menu, announcements: chance.next() < 0.5 ? menu : chance.pick(TALENTS) };
}

export function friendlyVoice(chance: Chance): Voice {
  return chance.pick(FRIENDLY);
}

export function agentVoice(chance: Chance): Voice {
  const speed = Math.round(chance.between(165, 195));
  return { name: chance.pick(AGENT_VOICES), speed, pitch: Math.round(chance.between(35, 65)) };
}
