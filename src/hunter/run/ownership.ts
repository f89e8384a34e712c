/**
 * How sure it is that a hunt is ours. `firm`: nobody else can have it. `cut-off`: it was ours and the store does not answer; who could
 * take it over cannot be asked either. `none`: another process has it, or may have it.
 */
export type Grip = 'firm' | 'cut-off' | 'none';

/** A process's claim to a hunt, as far as the process itself knows. */
export interface Tenure {
  /** Until when nobody else can have the hunt: counted from before the claim was last made good. */
  until: number;
  /** The store did not answer when the claim was to be renewed. */
  cutOff: boolean;
  /** The claim had lapsed and was made anew: nothing is begun until it is known what others did meanwhile. */
  unsure: boolean;
}

export function gripOf(tenure: Tenure | undefined, now: number): Grip {
  if (tenure === undefined) return 'none';
  if (now < tenure.until && !tenure.unsure) return 'firm';
  return tenure.cutOff ? 'cut-off' : 'none';
}

/**
 * What became of a hunt that was given to a process. `left`: this process cannot read it, so another one is to have it; offered to this
 * one again, it is answered without being read.
 */
export type Taking = 'taken' | 'over' | 'no-room' | 'left';

/** The process as its ownership sees it. */
export interface Owner {
  /** False while the process is full; it is then given nothing. */
  hasRoom(): boolean;
  /** The hunt is ours from now on, and is being run when this resolves `taken`. */
  take(huntId: string): Promise<Taking>;
  /** These hunts are still ours: time to look at what was missed. */
  kept(huntIds: readonly string[]): Promise<void>;
  /** Another process has the hunt. */
  lost(huntId: string): void;
  /** Writes back what the store has lost of the hunt, and learns what others did. */
  mend(huntId: string): Promise<void>;
}

/** Who runs which hunt: over all processes, one owner a hunt. */
export interface Ownership {
  /** Tells who is asked and told; called once, before anything else. */
  begin(owner: Owner): void;
  /** From now on hunts are taken. Resolves when those that nobody runs now have been looked at. */
  takeUp(): Promise<void>;
  /** A new hunt, for whoever has room. Resolves once it is in line, or ours. */
  offer(huntId: string): Promise<void>;
  grip(huntId: string): Grip;
  /** The hunt is over: nobody need own it any more. Never rejects. */
  over(huntId: string): Promise<void>;
  /** The hunt is for another process from now on. Never rejects: at worst it is taken over as from a dead process. */
  giveBack(huntId: string): Promise<void>;
  /** Hunts that wait for a process with room, the next one first. */
  waiting(): Promise<readonly string[]>;
  /** Takes no more hunts; those it has are kept. */
  takeNoMore(): void;
  stop(): Promise<void>;
}
