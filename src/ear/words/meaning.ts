import type { RecordingKind } from '../../hunter/terms.js';
import { agentMarks, type Estimate, readEstimate, soundLikeAgent, soundsTooBusy, titleOf } from './text-rules.js';

/** What recognized words reveal about a call. */
export interface Meaning {
  /** Whether a person or a recording spoke; undefined when the words do not tell. */
  readonly speaker: 'person' | 'recording' | undefined;
  /** A sentence for the log. */
  readonly reason: string;
  readonly kind: RecordingKind | undefined;
  readonly estimate: Estimate | undefined;
  /** A name for the recording, if a recording spoke. */
  readonly title: string | undefined;
}

export function meaningOf(text: string): Meaning {
  const title = titleOf(text);
  const estimate = readEstimate(text);
  const tooBusy = soundsTooBusy(text);
  const marks = agentMarks(text);
  const common = { estimate, title, kind: tooBusy ? ('too-busy' as const) : undefined };
  if (tooBusy) return { ...common, speaker: 'recording', reason: 'the words turn callers away' };
  // Agents talk about waiting too.
  if (estimate !== undefined && marks.length === 0)
    return { ...common, speaker: 'recording', reason: `the words announce a wait of ${estimate.text}` };
  if (soundLikeAgent(marks))
    return { ...common, speaker: 'person', reason: `an agent’s ${marks.join(' and ')} in the words` };
  return { ...common, speaker: undefined, reason: 'the words do not show who is speaking' };
}
