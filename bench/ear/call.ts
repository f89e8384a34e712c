/** What a destination plays at a moment, or what else is there to hear. */
export type What = 'ringback' | 'menu' | 'music' | 'announcement' | 'tail' | 'silence' | 'busy' | 'agent';

export type CallKind = 'normal' | 'hold-only' | 'two-agents' | 'too-busy' | 'agent-at-once';

/** A stretch of a call throughout which one thing is true; times in ms of the call. */
export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: What;
  /** Of `menu`, `announcement` and `tail` (the changing end of an announcement): which recording. Of `music`: which piece. */
  readonly recording?: string;
  /** Of a recording: it was played in full before, in this call or in an earlier one of its destination. */
  readonly known?: boolean;
}

/** From an agent's first word until the agent is gone or the call has a taker. */
export interface Agent {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A composed call and what is true of it. */
export interface Call {
  readonly seed: number;
  readonly destination: string;
  /** Place within the destination's calls; the first one is cold. */
  readonly place: number;
  readonly kind: CallKind;
  /** 8 kHz mono. */
  readonly audio: Int16Array;
  readonly keys: readonly { readonly tMs: number; readonly digit: string }[];
  /** From here on an agent may come. */
  readonly menuDoneMs: number;
  /** From here a person has the call; missing if nobody took it. */
  readonly handedOverMs?: number;
  readonly agents: readonly Agent[];
  readonly segments: readonly Segment[];
}
