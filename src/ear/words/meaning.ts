import type { RecordingKind } from '../../hunter/terms.js';
import { agentMarks, type Estimate, readEstimate, soundLikeAgent, soundsTooBusy, titleOf } from './text-rules.js';

/** What some words say about a call. */
export interface Meaning {
  /** They are a person's, or a recording's; undefined: they do not tell. */
  readonly speaker: 'person' | 'recording' | undefined;
  /** A sentence for the log. */
  readonly reason: string;
  readonly kind: RecordingKind | undefined;
  readonly estimate: Estimate | undefined;
  /** A name for the recording, if it is one. */
  readonly title: string | undefined;
}

export function meaningOf(text: string): Meaning {
  const title = titleOf(text);
  const estimate = readEstimate(text);
  const tooBusy = soundsTooBusy(text);
  const marks = agentMarks(text);
  const common = { estimate, title, kind: tooBusy ? ('too-busy' as const) : undefined };
  if (tooBusy) return { ...common, speaker: 'recording', reason: 'the words turn callers away' };
  // An agent may speak of a wait too.
  if (estimate !== undefined && marks.length === 0)
    return { ...common, speaker: 'recording', reason: `the words tell a wait of ${estimate.text}` };
  if (soundLikeAgent(marks))
    return { ...common, speaker: 'person', reason: `the words have an agent’s ${marks.join(' and ')}` };
  return { ...common, speaker: undefined, reason: 'the words do not tell who speaks' };
}
