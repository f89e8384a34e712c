/**
 * How certain it is that a hunt is ours. `firm`: nobody else can have it. `cut-off`: it was ours and the store does not answer, so it is
 * unknown whether another process has it. `none`: another process has it, or may have it.
 */
export type Grip = 'firm' | 'cut-off' | 'none';

/** A process's claim to a hunt, as far as that process knows. */
export interface Tenure {
  /** Until when nobody else can have the hunt, counted from before the last successful renewal was sent. */
  until: number;
  /** The store did not answer the last renewal. */
  cutOff: boolean;
  /** The claim expired and was made again. Nothing is started until it is known what others did in between. */
  unsure: boolean;
}

export function gripOf(tenure: Tenure | undefined, now: number): Grip {
  if (tenure === undefined) return 'none';
  if (now < tenure.until && !tenure.unsure) return 'firm';
  return tenure.cutOff ? 'cut-off' : 'none';
}

/**
 * What happened to a hunt offered to a process. `left`: this process cannot read it, so another one should have it; if offered here again,
 * it is answered without reading.
 */
export type Taking = 'taken' | 'over' | 'no-room' | 'left';

/** A process, as its ownership sees it. */
export interface Owner {
  /** False while the process is full and should get no hunts. */
  hasRoom(): boolean;
  /** The hunt is ours from now on, and is running when this resolves `taken`. */
  take(huntId: string): Promise<Taking>;
  /** These hunts are still ours: catch up on what was missed. */
  kept(huntIds: readonly string[]): Promise<void>;
  /** Another process now has the hunt. */
  lost(huntId: string): void;
  /** Writes back what the store has lost of the hunt, and catches up on what others did. */
  mend(huntId: string): Promise<void>;
}

/** Decides who runs which hunt: one owner per hunt over all processes. */
export interface Ownership {
  /** Sets the process to call back. Called once, before anything else. */
  begin(owner: Owner): void;
  /** Starts taking hunts. Resolves once all hunts that nobody runs now have been looked at. */
  takeUp(): Promise<void>;
  /** Offers a new hunt to any process with room. Resolves once it is queued, or ours. */
  offer(huntId: string): Promise<void>;
  grip(huntId: string): Grip;
  /** The hunt is over and needs no owner anymore. Never rejects. */
  over(huntId: string): Promise<void>;
  /** Leaves the hunt to another process. Never rejects: at worst it is taken over as if this process had died. */
  giveBack(huntId: string): Promise<void>;
  /** Hunts waiting for a process with room, next one first. */
  waiting(): Promise<readonly string[]>;
  /** Takes no more hunts; keeps those it has. */
  takeNoMore(): void;
  stop(): Promise<void>;
}
