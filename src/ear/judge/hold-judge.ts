import type { Library } from '../library/library.js';
import type { Match } from '../library/matcher.js';
import { HOP_MS, hopsOf, seconds } from '../signal/units.js';
import { type Finding, type Judgment, type Moment, Teller } from './judge.js';
import { type Certainty, weighPerson } from './person-rules.js';
import { TICK_HOPS } from './sense.js';
import { SpeechEvidence } from './speech-evidence.js';
import { Stretch } from './stretch.js';

/** Evidence goes stale after this much quiet. */
const STALE_HOPS = hopsOf(5000);
const SILENCE_HOPS = hopsOf(2000);
/** Nobody waits this long for an answer without a word: it was a recording, and the hold is a silent one. */
const PATIENCE_HOPS = hopsOf(12_000);
/** How long music must last to count. The surer we are of a person, the longer it takes to rule them out. */
const MUSIC_HOPS = { none: hopsOf(1000), probable: hopsOf(2000), confirmed: hopsOf(3500) } as const;
/** The front end may still report music for a voice's first moments, so these are not learned. */
const MUSIC_TRAILS_HOPS = hopsOf(700);
/**
 * How long a match must last to be believed, by how sure we are of a person: a person's words match by chance for less
 * than a second.
 */
const KNOWN_HOPS = { none: hopsOf(250), probable: hopsOf(1500), confirmed: hopsOf(2500) } as const;
/** The same for sound shared with another call. A little longer, since any of the other calls may match by chance. */
const ELSEWHERE_HOPS = hopsOf(400);
/** Speech that begins this soon after a known recording may be its variable ending. */
const FOLLOWS_HOPS = hopsOf(800);
/** Speech shorter than this between two pieces of music is not reported as an announcement. */
const ANNOUNCEMENT_HOPS = hopsOf(700);

/**
 * Listens for a person while on hold. The evidence is speech that matches nothing known and then waits for an answer.
 */
export class HoldJudge {
  readonly #library: Library;
  readonly #teller = new Teller();
  #person: Certainty = 'none';
  readonly #speech = new SpeechEvidence();
  #musicHops = 0;
  #musicSince = 0;
  #musicBetween = 0;
  #musicThrough = 0;
  /** The hop through which a known recording last spoke. */
  #knownThrough = -1000;
  #recordings = 0;
  /** Something was said or played since the hold began. */
  #begun = false;
  #rang = false;
  #musicHeard = false;
  readonly #stretch = new Stretch();
  /** Where the music or quiet of the hold itself began; speech right after the menu comes before it. −1: not yet. */
  #waitSince = -1;
  readonly #begunAt: number;
  /** The hop through which a match with another call has been reported, so that it is reported once. */
  #elsewhereThrough = -1;

  constructor(library: Library) {
    this.#library = library;
    this.#begunAt = library.habits.noted;
  }

  /** How many recordings played during this hold. */
  get recordings(): number {
    return this.#recordings;
  }

  /** How certain it is that a person is on the line now. */
  get person(): Certainty {
    return this.#person;
  }

  /** The hop through which the recorded voice spoke before a different speaker, the person; undefined without both. */
  recordedBefore(): number | undefined {
    return this.#person === 'none' ? undefined : this.#speech.recordedBefore();
  }

  /** Recognized words point to a person: turns a probable person into a confirmed one. */
  assure(sinceHop: number, reason: string): Finding[] {
    if (this.#person !== 'probable') return [];
    this.#person = 'confirmed';
    return this.#teller.tell({ heard: 'person', degree: 'confirmed', sinceHop, reason });
  }

  /** Recognized words belong to a recording. Returns false if a person is already confirmed, who then stays so. */
  disown(sinceHop: number, reason: string): boolean {
    if (this.#person === 'confirmed') return false;
    this.#person = 'none';
    this.#rang = false;
    this.#speech.clear();
    this.#teller.tell({ heard: 'announcement', sinceHop, reason });
    return true;
  }

  /** Somebody marked the last speaker as a recording: judge the next one from scratch. */
  corrected(): void {
    this.#person = 'none';
    this.#rang = false;
    this.#speech.clear();
  }

  keyPressed(): void {
    if (this.#person === 'none') this.#clearEvidence();
  }

  judge(moment: Moment): Judgment {
    if (moment.signal !== undefined) return this.#signal(moment.signal);
    const { hop, sound, active, match } = moment;
    if (active && (sound === 'speech' || sound === 'music')) this.#begun = true;
    if (active && sound === 'speech') this.#takeSpeech(moment);
    if (active && sound === 'music') this.#takeMusic(hop);
    const matched = match === undefined ? 0 : match.throughHop - match.sinceHop;
    if (match !== undefined && matched >= KNOWN_HOPS[this.#person] && sound !== 'quiet')
      return this.#known(moment, match);
    const elsewhere = this.#heardElsewhere(moment);
    if (elsewhere !== undefined) return elsewhere;
    if (active && sound === 'music' && this.#musicHops >= MUSIC_HOPS[this.#person]) return this.#music(hop);
    const found = this.#weighPerson(moment);
    const quiet = this.#quiet(moment);
    return { ...quiet, findings: [...found, ...quiet.findings] };
  }

  #signal(signal: Finding): Judgment {
    // The first ringback may arrive after the answer was reported. After a later one, the next voice is whoever answered.
    if (signal.heard === 'ringback' && this.#begun) this.#rang = true;
    this.#person = 'none';
    this.#clearEvidence();
    return { findings: this.#teller.tell(signal) };
  }

  #takeSpeech(moment: Moment): void {
    this.#musicBetween = 0;
    this.#stretch.take(moment, this.#musicThrough);
    // A bar mistaken for speech costs the music two ticks, so that songs and rhythmic pieces still count as music.
    this.#musicHops = Math.max(0, this.#musicHops - 2 * TICK_HOPS);
    if (moment.match === undefined) this.#speech.take(moment, this.#library.warm, this.#person !== 'none');
  }

  #takeMusic(hop: number): void {
    if (this.#musicHops === 0) this.#musicSince = hop - TICK_HOPS;
    this.#musicHops += TICK_HOPS;
    this.#musicBetween += TICK_HOPS;
    this.#musicThrough = hop;
  }

  #known({ hop, sound, onsetHop }: Moment, match: Match): Judgment {
    if (sound === 'speech') this.#knownThrough = match.throughHop;
    const withdrawn = this.#person !== 'none';
    if (sound === 'music' && !withdrawn) {
      this.#speech.clear();
      return this.#musicHops >= MUSIC_HOPS.none
        ? this.#music(hop)
        : { findings: [], machineThroughHop: match.throughHop };
    }
    const after = withdrawn ? ': not a person after all' : '';
    const findings = this.#teller.tell({
      heard: 'announcement',
      sinceHop: Math.max(match.sinceHop, onsetHop, this.#musicThrough),
      reason: `a recording heard before (${match.votes} landmarks agree)${after}`,
    });
    this.#person = 'none';
    this.#rang = false;
    this.#speech.clear();
    this.#musicHops = 0;
    return { findings, machineThroughHop: match.throughHop };
  }

  /**
   * Another call is hearing what this one heard earlier. Neither knew it, but two people never say the same thing
   * sample for sample, so it is a recording. The other call runs behind, so everything said since counts as more of the
   * same until it has caught up.
   */
  #heardElsewhere({ elsewhere, hop, sound }: Moment): Judgment | undefined {
    if (elsewhere === undefined || this.#stretch.hops === 0) return undefined;
    const { sinceHop, throughHop } = elsewhere;
    if (throughHop <= this.#elsewhereThrough) return undefined;
    if (throughHop - Math.max(sinceHop, this.#stretch.sinceHop) < Math.max(ELSEWHERE_HOPS, KNOWN_HOPS[this.#person]))
      return undefined;
    this.#elsewhereThrough = throughHop;
    const withdrawn = this.#person !== 'none';
    const lag = seconds((hop - throughHop) * HOP_MS);
    const reason = `another call hears the same ${lag} later${withdrawn ? ': not a person after all' : ''}`;
    this.#person = 'none';
    this.#rang = false;
    this.#speech.clear();
    // The other call may hear the end when this one is already quiet. That is worth reporting only if we took it for a
    // person.
    const told = withdrawn || sound === 'speech';
    const finding: Finding = { heard: 'announcement', sinceHop: this.#stretch.sinceHop, reason };
    return { findings: told ? this.#teller.tell(finding) : [], machineThroughHop: throughHop };
  }

  #music(hop: number): Judgment {
    const findings: Finding[] = [];
    const length = seconds((hop - this.#musicSince) * HOP_MS);
    const spoken = this.#stretch.hops;
    if (this.#person !== 'none' || spoken >= ANNOUNCEMENT_HOPS) {
      const who = this.#person === 'none' ? '' : ': not a person after all, or one who put us on hold';
      const reason = `music came back after ${seconds(spoken * HOP_MS)} of speech${who}`;
      findings.push(...this.#teller.tell({ heard: 'announcement', sinceHop: this.#speech.sinceHop, reason }));
    }
    findings.push(...this.#teller.tell({ heard: 'music', sinceHop: this.#musicSince, reason: `${length} of music` }));
    this.#endStretch(this.#musicSince);
    this.#person = 'none';
    this.#rang = false;
    this.#musicHeard = true;
    this.#clearEvidence();
    // Keep counting continued music as music; speech wears it down.
    this.#musicHops = MUSIC_HOPS.none;
    return { findings, machineThroughHop: hop - MUSIC_TRAILS_HOPS };
  }

  #weighPerson(moment: Moment): Finding[] {
    if (this.#person === 'confirmed' || moment.match !== undefined) return [];
    const { hop, active, sound } = moment;
    const library = this.#library;
    const speaking = active && sound === 'speech';
    const waiting = (!active || sound === 'noise') && this.#musicBetween < hopsOf(200);
    const found = weighPerson({
      speechHops: this.#speech.hops,
      waitedHops: waiting ? hop - this.#speech.throughHop : 0,
      speaking,
      warm: library.warm,
      rang: this.#rang,
      musicHeard: this.#musicHeard,
      likeRecorded: this.#speech.likeRecorded,
      follows: this.#speech.sinceHop - this.#knownThrough <= FOLLOWS_HOPS,
      early: this.#waitSince < 0 ? undefined : library.habits.early(this.#stretch.sinceHop - this.#waitSince),
      clarity: this.#speech.clarity,
      knownMs: library.heardMs,
    });
    if (found !== undefined && (found.degree === 'confirmed' || this.#person === 'none')) {
      this.#person = found.degree;
      this.#musicHops = 0;
      return this.#teller.tell({
        heard: 'person',
        degree: found.degree,
        sinceHop: this.#speech.sinceHop,
        reason: found.why,
      });
    }
    if (this.#person !== 'none' || !speaking || this.#speech.hops < ANNOUNCEMENT_HOPS) return [];
    // Reported so that, if the line hangs up now, it is known that a voice turned us away.
    const reason = `${seconds(this.#speech.hops * HOP_MS)} of speech, not known: a recording or an agent`;
    return this.#teller.tell({ heard: 'speech', sinceHop: this.#speech.sinceHop, reason });
  }

  #quiet({ hop, lastActiveHop, tonePauses }: Moment): Judgment {
    const quietHops = hop - lastActiveHop;
    if (quietHops < (this.#person === 'none' ? SILENCE_HOPS : PATIENCE_HOPS) || tonePauses) return { findings: [] };
    this.#musicHops = 0;
    // Somebody who stopped waiting for an answer may have been a person; any other voice that fell silent was a
    // recording.
    const recorded = this.#person === 'none' && quietHops >= STALE_HOPS;
    if (this.#person !== 'none') this.#stretch.clear();
    this.#person = 'none';
    if (quietHops >= STALE_HOPS) {
      this.#endStretch(lastActiveHop);
      this.#clearEvidence();
    }
    const reason = `no sound for ${seconds(quietHops * HOP_MS)}`;
    const findings = this.#teller.tell({ heard: 'silence', sinceHop: lastActiveHop + 1, reason });
    return recorded ? { findings, machineThroughHop: lastActiveHop } : { findings };
  }

  /** Speech ended at `endHop` in music or a long quiet: it was a recording. */
  #endStretch(endHop: number): void {
    const { hops, place, sinceHop } = this.#stretch;
    const spoken = hops >= ANNOUNCEMENT_HOPS;
    if (spoken && this.#waitSince >= 0) {
      this.#recordings++;
      this.#library.habits.note({ place, hops, leadHops: sinceHop - this.#waitSince }, this, this.#begunAt);
    }
    if (spoken || this.#waitSince < 0) this.#waitSince = endHop;
    this.#stretch.clear();
  }

  #clearEvidence(): void {
    this.#speech.clear();
    this.#musicHops = 0;
    this.#musicBetween = 0;
  }
}
