import { HOP_MS, hopsOf, seconds } from '../signal/units.js';

export type Certainty = 'none' | 'probable' | 'confirmed';

/** What speaks for a person on a call that waits. */
export interface Evidence {
  /** Speech that matches nothing known, in a row. */
  readonly speechHops: number;
  /** Since it stopped, with neither speech nor music. */
  readonly waitedHops: number;
  /** Speech is heard at this moment. */
  readonly speaking: boolean;
  /** The destination's recordings are known: a voice that matches none is news. */
  readonly warm: boolean;
  readonly rang: boolean;
  /** Music was heard since the menu. */
  readonly musicHeard: boolean;
  /** How much it sounds like the destination's recorded voice (mean log ratio); undefined while that is not known. */
  readonly likeRecorded: number | undefined;
  /** How clearly it is speech rather than music, 0–1 (mean over it). */
  readonly clarity: number;
  /** It goes on where a known recording stopped: it may be that one's changing end ("caller number nine"). */
  readonly follows: boolean;
  /** It comes sooner than a recording would, in words. */
  readonly early: string | undefined;
  /** Sound known at the destination, in ms. */
  readonly knownMs: number;
}

export interface PersonVerdict {
  readonly degree: 'probable' | 'confirmed';
  readonly why: string;
}

/** Where recordings are known, so much speech that matches none is a person; a match shows within 0.4 s as a rule. */
const UNKNOWN_SPEECH_HOPS = hopsOf(1050);
/** The same if the voice might be the recordings' own. */
const UNCLEAR_SPEECH_HOPS = hopsOf(1600);
/** The same if it goes on where a known recording stopped. */
const FOLLOWING_SPEECH_HOPS = hopsOf(2300);
/** Where nothing is known but the recordings' voice, so much speech in another. */
const FOREIGN_SPEECH_HOPS = hopsOf(2600);
/** The same where no recording was ever due so soon, though too few are known to trust that they are all. */
const EARLY_SPEECH_HOPS = hopsOf(1500);
const EARLY_UNCLEAR_HOPS = hopsOf(2200);
/** More of it, and it is certain. */
const CERTAIN_SPEECH_HOPS = hopsOf(6000);
/** The turn cue: who has spoken waits for an answer. Recordings pause less between sentences. */
const TURN_HOPS = hopsOf(1100);
/** Right after the last key a recording may end before the music begins: the cue must last longer. */
const FIRST_TURN_HOPS = hopsOf(1500);
/** After the recordings' own voice a pause means little where music would be back by then, and nothing where the wait is silent. */
const RECORDED_TURN_HOPS = hopsOf(1800);
/** An agent's opening takes 3–8 s; who has talked for longer without a pause is likelier a recording. */
const OPENING_HOPS = hopsOf(15_000);
const LONG_TALK_TURN_HOPS = hopsOf(2500);
/** So much must have been said before a pause is a turn (a scrap of music is less); more where nothing is known yet, and where a known recording may just have ended otherwise. */
const TURN_SPEECH_HOPS = hopsOf(800);
const COLD_TURN_SPEECH_HOPS = hopsOf(1000);
const FOLLOWING_TURN_SPEECH_HOPS = hopsOf(1600);
/** Less speech than this is a click, a cough, or a scrap of an announcement. */
const LEAST_SPEECH_HOPS = hopsOf(350);

/** Measured over 1–2 s of speech (bench/ear): three quarters of agents lie below, one in ten new recordings of a known voice. */
const FOREIGN = 0.25;
/** Two thirds of new recordings lie above, one in twelve of agents. */
const RECORDED = 0.6;
/** Half of the agents lie below, and hardly a recording once some seconds were heard. */
const CERTAINLY_FOREIGN = 0;

/** Whether speech so much like the recorded voice (mean log ratio) is taken for it. */
export function isRecordedVoice(likeRecorded: number): boolean {
  return likeRecorded > RECORDED;
}

type Voice = 'unknown' | 'certainly-foreign' | 'foreign' | 'unclear' | 'recorded';

function voiceOf({ likeRecorded }: Evidence): Voice {
  if (likeRecorded === undefined) return 'unknown';
  if (likeRecorded < CERTAINLY_FOREIGN) return 'certainly-foreign';
  return likeRecorded < FOREIGN ? 'foreign' : isRecordedVoice(likeRecorded) ? 'recorded' : 'unclear';
}

const VOICES: Readonly<Record<Voice, string>> = {
  unknown: '',
  'certainly-foreign': ', not the recorded voice',
  foreign: ', hardly the recorded voice',
  unclear: '',
  recorded: ', much like the recorded voice',
};

/** Whether a person is on the line; undefined while there is no telling. Pure. */
export function weighPerson(evidence: Evidence): PersonVerdict | undefined {
  const { speechHops, waitedHops, speaking, rang, early } = evidence;
  if (speechHops < LEAST_SPEECH_HOPS) return undefined;
  const voice = voiceOf(evidence);
  const trusted = evidence.warm || rang;
  const certainVoice = voice === 'unknown' || voice === 'certainly-foreign';
  const speech = `${seconds(speechHops * HOP_MS)} of speech${rang ? ', after it rang' : ''}`;
  const library = `no match in ${seconds(evidence.knownMs)} of known recordings${VOICES[voice]}`;
  const then = `then ${seconds(waitedHops * HOP_MS)} waiting for an answer`;
  if (speechHops >= turnSpeechHops(evidence, trusted) && waitedHops >= turnHops(evidence, voice, trusted)) {
    if (trusted && (certainVoice || voice === 'foreign'))
      return { degree: 'confirmed', why: `${speech}, ${library}, ${then}` };
    return { degree: 'probable', why: `${speech}${VOICES[voice]}, ${then}; too little is known to be certain` };
  }
  if (trusted && certainVoice && speechHops >= CERTAIN_SPEECH_HOPS)
    return { degree: 'confirmed', why: `${speech}, ${library}` };
  if (!speaking || voice === 'recorded') return undefined;
  if (speechHops >= enoughHops(evidence, voice, trusted)) return { degree: 'probable', why: `${speech}, ${library}` };
  if (early !== undefined && speechHops >= (voice === 'unclear' ? EARLY_UNCLEAR_HOPS : EARLY_SPEECH_HOPS))
    return { degree: 'probable', why: `${speech}, ${library}, ${early}` };
  return undefined;
}

/** So much unknown speech is a person before any pause; infinite where speech alone proves nothing. */
function enoughHops({ follows }: Evidence, voice: Voice, trusted: boolean): number {
  if (!trusted) return voice === 'certainly-foreign' ? FOREIGN_SPEECH_HOPS : Number.POSITIVE_INFINITY;
  if (follows) return FOLLOWING_SPEECH_HOPS;
  return voice === 'unclear' ? UNCLEAR_SPEECH_HOPS : UNKNOWN_SPEECH_HOPS;
}

function turnSpeechHops({ follows }: Evidence, trusted: boolean): number {
  if (follows) return FOLLOWING_TURN_SPEECH_HOPS;
  return trusted ? TURN_SPEECH_HOPS : COLD_TURN_SPEECH_HOPS;
}

function turnHops({ speechHops, musicHeard }: Evidence, voice: Voice, trusted: boolean): number {
  if (voice === 'recorded') return musicHeard ? RECORDED_TURN_HOPS : Number.POSITIVE_INFINITY;
  if (trusted || voice === 'certainly-foreign') return TURN_HOPS;
  if (speechHops > OPENING_HOPS) return LONG_TALK_TURN_HOPS;
  return musicHeard ? TURN_HOPS : FIRST_TURN_HOPS;
}
