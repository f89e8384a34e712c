import { HOP_MS, hopsOf, seconds } from '../signal/units.js';

export type Certainty = 'none' | 'probable' | 'confirmed';

/** The evidence for a person on a call on hold. */
export interface Evidence {
  /** Continuous speech that matches nothing known. */
  readonly speechHops: number;
  /** Time since it stopped, with neither speech nor music. */
  readonly waitedHops: number;
  /** Somebody is speaking right now. */
  readonly speaking: boolean;
  /** The destination's recordings are known, so a voice that matches none of them means something. */
  readonly warm: boolean;
  readonly rang: boolean;
  /** Music has played since the menu. */
  readonly musicHeard: boolean;
  /**
   * How much the speech sounds like the destination's recorded voice (mean log ratio); undefined while that voice is
   * unknown.
   */
  readonly likeRecorded: number | undefined;
  /** How clearly it is speech rather than music, 0–1 (mean over the speech). */
  readonly clarity: number;
  /** It continues where a known recording stopped, so it may be its variable ending (“caller number nine”). */
  readonly follows: boolean;
  /** Set when it comes sooner than a recording would: a phrase that says so. */
  readonly early: string | undefined;
  /** How much sound is known at the destination, in ms. */
  readonly knownMs: number;
}

export interface PersonVerdict {
  readonly degree: 'probable' | 'confirmed';
  readonly why: string;
}

/** Where recordings are known, this much speech that matches none is a person; a match usually shows within 0.4 s. */
const UNKNOWN_SPEECH_HOPS = hopsOf(1050);
/** The same if the voice might be the recorded one. */
const UNCLEAR_SPEECH_HOPS = hopsOf(1600);
/** The same if it continues where a known recording stopped. */
const FOLLOWING_SPEECH_HOPS = hopsOf(2300);
/** Where only the recorded voice is known: this much speech in another voice. */
const FOREIGN_SPEECH_HOPS = hopsOf(2600);
/** The same where no recording ever came this early, though too few are known to assume that they are all. */
const EARLY_SPEECH_HOPS = hopsOf(1500);
const EARLY_UNCLEAR_HOPS = hopsOf(2200);
/** This much is certain. */
const CERTAIN_SPEECH_HOPS = hopsOf(6000);
/** The turn cue: after speaking, a person waits for an answer. Recordings pause less between sentences. */
const TURN_HOPS = hopsOf(1100);
/** Right after the last key, a recording may end before the music begins, so the pause must be longer. */
const FIRST_TURN_HOPS = hopsOf(1500);
/**
 * After the recorded voice a pause means little where music would be back by then, and nothing where the hold is
 * silent.
 */
const RECORDED_TURN_HOPS = hopsOf(1800);
/** An agent's greeting takes 3–8 s; longer talk without a pause is more likely a recording. */
const OPENING_HOPS = hopsOf(15_000);
const LONG_TALK_TURN_HOPS = hopsOf(2500);
/**
 * A pause is a turn only after this much speech (a scrap of music is shorter); more where nothing is known yet, or
 * where a known recording may just have had a different ending.
 */
const TURN_SPEECH_HOPS = hopsOf(800);
const COLD_TURN_SPEECH_HOPS = hopsOf(1000);
const FOLLOWING_TURN_SPEECH_HOPS = hopsOf(1600);
/** Less speech than this is a click, a cough, or a scrap of an announcement. */
const LEAST_SPEECH_HOPS = hopsOf(350);

/**
 * Measured over 1–2 s of speech (bench/ear): 3 of 4 agents score lower, and so does 1 in 10 new recordings in a known
 * voice.
 */
const FOREIGN = 0.25;
/** Two thirds of new recordings score higher, and so does 1 in 12 agents. */
const RECORDED = 0.6;
/** Half of all agents score lower, and hardly any recording does after a few seconds. */
const CERTAINLY_FOREIGN = 0;

/** Whether speech with this likeness (mean log ratio) counts as the recorded voice. */
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

/** Decides whether a person is on the line; undefined while it cannot be known. Pure. */
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

/** How much unknown speech proves a person without a pause; infinite where speech alone proves nothing. */
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
