import fc from 'fast-check';
import type { Clock } from '../../../src/hunter/base/clock.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { type StoredEvent, toStored } from '../../../src/hunter/record/record.js';
import { decide } from '../../../src/hunter/rules/decide.js';
import type { HuntEvent } from '../../../src/hunter/rules/events.js';
import type { Owner, Ownership, Taking } from '../../../src/hunter/run/ownership.js';
import { startCommand } from '../support/fixtures.js';

/** Whatever happens to its owner, a hunt that some process has room for runs again within this time. */
export const NOTICED_WITHIN_MS = 10_000;

/** What one process runs on, and what can happen to it. */
export interface Machine {
  readonly clock: Clock;
  readonly store: Store;
  readonly ownership: Ownership;
  /** The process freezes: until it continues, none of its timers run and no answer reaches it. */
  standStill(): void;
  goOn(): void;
  /** Its requests are carried out, but the answers are lost. */
  loseAnswers(): void;
  cutOff(): void;
  reconnect(): void;
  stepClock(ms: number): void;
  /** The process is gone for good. */
  kill(): void;
}

/** An implementation with everything around it. */
export interface OwnershipWorld {
  /** How long a lock lasts, as configured in the implementation. */
  readonly lockMs: number;
  /** The store itself, with nothing in between. */
  readonly store: Store;
  start(name: string): Promise<Machine>;
  now(): number;
  pass(ms: number): Promise<void>;
}

const WAYS_TO_SUFFER = ['stand-still', 'lose-answers', 'cut-off'] as const;

/** Times are fractions of how long a lock lasts. */
export type Move =
  | { readonly do: 'offer' | 'kill'; readonly who: number }
  | { readonly do: 'over' | 'give-back'; readonly who: number; readonly which: number }
  | { readonly do: (typeof WAYS_TO_SUFFER)[number]; readonly who: number; readonly locks: number }
  | { readonly do: 'step-clock'; readonly who: number; readonly locks: number }
  | { readonly do: 'pass'; readonly locks: number };

const who = fc.nat(2);
const which = fc.nat(5);
const locks = fc.integer({ min: 1, max: 25 }).map((tenths) => tenths / 10);

export const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('offer' as const), who }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), who }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('over' as const, 'give-back' as const), who, which }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constantFrom(...WAYS_TO_SUFFER), who, locks }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('step-clock' as const),
        who,
        locks: fc.integer({ min: -30, max: 30 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), locks }) },
  ),
  { minLength: 8, maxLength: 24 },
);

/** Each process's room. */
const ROOMS = [2, 1, 3];
/** What is recorded when a process takes a hunt, and when it does something for it. */
const TAKEN = 'taken';
const STEP = 'step';

/** Plays what happens to three processes, and throws at the first broken promise. */
export async function keepPromises(world: OwnershipWorld, played: readonly Move[]): Promise<void> {
  /** The hunts that could not be read. They may lose their places, so that they do not block others. */
  const failed = new Set<string>();
  const peers = await Promise.all(ROOMS.map((room, index) => startPeer(world, `p${index}`, room, failed)));
  let started = peers.length;
  const offered: string[] = [];
  const troubles: { until: number; end: () => void }[] = [];
  /** For each hunt, who was sure to own it at the last check, and how much was recorded then. */
  const seen = new Map<string, { readonly owners: readonly Peer[]; readonly length: number }>();
  let line: readonly string[] = [];

  const firm = (huntId: string): readonly Peer[] =>
    peers.filter((peer) => !peer.isStill && peer.machine.ownership.grip(huntId) === 'firm');

  /** A process's answer, which takes time to arrive. */
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    work.then(done, done);
    while (!isDone) await world.pass(world.lockMs / 100);
    return work;
  };

  const look = async (): Promise<void> => {
    const lengths = await world.store.lengths(offered);
    for (const [index, huntId] of offered.entries()) {
      const owners = firm(huntId);
      if (owners.length > 1) throw new Error(`${owners.map(({ name }) => name)} are sure to own ${huntId}`);
      const [before, length] = [seen.get(huntId), lengths[index] ?? 0];
      const fresh = before === undefined ? [] : owners.filter((peer) => !before.owners.includes(peer));
      const record = fresh.length === 0 ? [] : (await world.store.read(huntId)).slice(0, before?.length);
      for (const { name, running } of fresh) {
        const missed = record.slice(running.get(huntId) ?? record.length);
        if (missed.some((event) => isMark(event) && !isBy(event, name)))
          throw new Error(`${name} is sure to own ${huntId} and does not know who had it`);
      }
      seen.set(huntId, { owners, length });
    }
    for (const { broken } of peers) if (broken !== undefined) throw new Error(broken);
  };

  const lookAtLine = async (): Promise<void> => {
    const asked = peers.find(({ isWell }) => isWell);
    if (asked === undefined) return;
    const waiting = await settled(asked.machine.ownership.waiting().catch(() => undefined));
    if (waiting === undefined) return;
    // A hunt that never ran keeps its place; one that did run goes on first.
    const marked = await Promise.all(waiting.map(async (id) => (await world.store.read(id)).some(isMark)));
    const fresh = waiting.filter((huntId, index) => !marked[index] && !failed.has(huntId));
    const kept = line.filter((huntId) => fresh.includes(huntId));
    const now = fresh.filter((huntId) => kept.includes(huntId));
    if (now.join() !== kept.join()) throw new Error(`Places were not kept: ${kept} became ${now}`);
    line = fresh;
  };

  const pass = async (ms: number): Promise<void> => {
    const until = world.now() + ms;
    do {
      await world.pass(world.lockMs / 20);
      for (const trouble of troubles.filter(({ until: ends }) => ends <= world.now())) {
        troubles.splice(troubles.indexOf(trouble), 1);
        trouble.end();
      }
      await look();
    } while (world.now() < until);
  };

  const until = async (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> => {
    const limit = world.now() + NOTICED_WITHIN_MS;
    while (!(await isSo())) {
      if (world.now() > limit) throw new Error(`Not within ${NOTICED_WITHIN_MS} ms: ${what}`);
      await pass(0);
    }
  };

  const replace = async (peer: Peer): Promise<void> => {
    peer.machine.kill();
    const place = peers.indexOf(peer);
    peers[place] = await startPeer(world, `p${started++}`, peer.room, failed);
  };

  const suffer = (peer: Peer, way: (typeof WAYS_TO_SUFFER)[number], ms: number): void => {
    if (!peer.isWell) return;
    const { machine } = peer;
    peer.isWell = false;
    peer.isStill = way === 'stand-still';
    if (way === 'stand-still') machine.standStill();
    else if (way === 'lose-answers') machine.loseAnswers();
    else machine.cutOff();
    const end = (): void => {
      peer.isWell = true;
      peer.isStill = false;
      // As soon as it continues, before it has learned anything.
      if (way === 'stand-still') machine.goOn();
      else machine.reconnect();
      peer.act();
    };
    troubles.push({ until: world.now() + ms, end });
  };

  const make = async (move: Move): Promise<void> => {
    if (move.do === 'pass') return pass(move.locks * world.lockMs);
    const peer = peers[move.who % peers.length];
    if (peer === undefined) return;
    const { ownership } = peer.machine;
    if (move.do === 'offer') {
      const huntId = `h${offered.length}`;
      await world.store.append(huntId, 0, toStored(begun(huntId)), false);
      offered.push(huntId);
      void ownership.offer(huntId).catch(() => undefined);
    } else if (move.do === 'kill') {
      if (peer.isWell) await replace(peer);
    } else if (move.do === 'step-clock') {
      peer.machine.stepClock(move.locks * world.lockMs);
    } else if (move.do === 'over' || move.do === 'give-back') {
      const mine = [...peer.running.keys()];
      const huntId = mine[move.which % mine.length];
      if (huntId === undefined || peer.isStill) return;
      if (move.do === 'over') await peer.finish(huntId);
      else peer.giveBack(huntId);
    } else if ('locks' in move) suffer(peer, move.do, move.locks * world.lockMs);
    await pass(0);
  };

  const openOnes = (): Promise<readonly string[]> => world.store.openHunts();
  const room = (): number => peers.reduce((sum, peer) => sum + peer.room, 0);
  const owned = (ids: readonly string[]): number =>
    ids.filter((id) => firm(id).some((peer) => peer.running.has(id))).length;

  for (const move of played) {
    for (const peer of peers) peer.act();
    await make(move);
    await lookAtLine();
  }
  for (const { end } of troubles.splice(0)) end();
  await until('every hunt that has room somewhere is run', async () => {
    const ids = await openOnes();
    return owned(ids) === Math.min(ids.length, room());
  });

  // From here on only one process is left, and everything passes through it in order.
  for (const peer of peers.splice(1)) {
    peer.machine.ownership.takeNoMore();
    for (const huntId of peer.running.keys()) await settled(peer.machine.ownership.giveBack(huntId));
    await settled(peer.machine.ownership.stop());
  }
  const [last] = peers;
  // A lock taken by a process that never heard of it expires.
  await pass(2 * world.lockMs);
  if (last === undefined) throw new Error('Nobody is left');
  await until('the last process is full, or has all', async () => {
    const ids = await openOnes();
    const waiting = await settled(last.machine.ownership.waiting());
    return owned(ids) === Math.min(ids.length, last.room) && owned(ids) + waiting.length === ids.length;
  });
  const inLine = await settled(last.machine.ownership.waiting());
  const before = last.given.length;
  for (let ids = await openOnes(); ids.length > 0; ids = await openOnes()) {
    const [huntId] = last.running.keys();
    if (huntId === undefined) throw new Error('A process with room runs nothing');
    await last.finish(huntId);
    await until('the next in line is run', async () => {
      const open = await openOnes();
      return owned(open) === Math.min(open.length, last.room);
    });
  }
  const given = last.given.slice(before);
  if (given.join() !== inLine.join()) throw new Error(`In line were ${inLine}; ${given} is how they were run`);
  for (const huntId of offered) checkRecord(huntId, await world.store.read(huntId));
  await until('nothing that is over waits', async () => (await settled(last.machine.ownership.waiting())).length === 0);
  await settled(last.machine.ownership.stop());
}

/**
 * A process that acts like the runner: it records that it took a hunt and, while it is sure of it, what it does, under the version it
 * knows.
 */
interface Peer {
  readonly name: string;
  readonly room: number;
  readonly machine: Machine;
  /** The version at which it knows each hunt. */
  readonly running: Map<string, number>;
  /** The hunts it started to run, in order. */
  readonly given: string[];
  readonly broken: string | undefined;
  isStill: boolean;
  /** Not frozen, and in reach of the store. */
  isWell: boolean;
  act(): void;
  finish(huntId: string): Promise<void>;
  giveBack(huntId: string): void;
}

async function startPeer(world: OwnershipWorld, name: string, room: number, failed: Set<string>): Promise<Peer> {
  const machine = await world.start(name);
  const { store, ownership, clock } = machine;
  const running = new Map<string, number>();
  const given: string[] = [];
  const busy = new Set<string>();
  const overtaken = new Set<string>();
  /** Those it is taking once more; their room is not free. */
  const anew = new Set<string>();
  let broken: string | undefined;

  const mark = (lineId: string): HuntEvent[] => [{ type: 'call-began', callId: name, lineId, at: clock.now() }];

  const begin = async (huntId: string): Promise<Taking> => {
    for (;;) {
      const record = await store.read(huntId);
      if (record.some(({ type }) => type === 'hunt-ended')) return 'over';
      if (running.size >= room) return 'no-room';
      if ((await store.append(huntId, record.length, toStored(mark(TAKEN)), false)) === 'conflict') continue;
      running.set(huntId, record.length + 1);
      given.push(huntId);
      return 'taken';
    }
  };

  /** Catches up on what others did; true when one of them took the hunt. */
  const learn = async (huntId: string): Promise<void> => {
    const known = running.get(huntId);
    if (known === undefined) return;
    const record = await store.read(huntId);
    if (!running.has(huntId)) return;
    running.set(huntId, Math.max(record.length, running.get(huntId) ?? 0));
    if (record.slice(known).some((event) => isMark(event) && !isBy(event, name))) overtaken.add(huntId);
    if (!record.some(({ type }) => type === 'hunt-ended')) return;
    running.delete(huntId);
    await ownership.over(huntId);
  };

  const owner: Owner = {
    hasRoom: () => running.size + anew.size < room,
    async take(huntId) {
      // Left over from when it was lost.
      running.delete(huntId);
      overtaken.delete(huntId);
      if (running.size >= room) broken = `${name} is full and was given ${huntId}`;
      return begin(huntId).catch((error: unknown) => {
        failed.add(huntId);
        throw error;
      });
    },
    async kept(huntIds) {
      for (const huntId of huntIds) {
        await learn(huntId);
        if (!running.has(huntId) || !overtaken.delete(huntId)) continue;
        running.delete(huntId);
        anew.add(huntId);
        const taking = await begin(huntId).catch((): Taking => 'no-room');
        anew.delete(huntId);
        if (taking === 'over') await ownership.over(huntId);
        if (taking === 'no-room') await ownership.giveBack(huntId);
      }
    },
    mend: learn,
    lost(huntId) {
      running.delete(huntId);
    },
  };
  ownership.begin(owner);
  void ownership.takeUp().catch(() => undefined);

  const peer: Peer = {
    ...{ name, room, machine, running, given },
    isStill: false,
    isWell: true,
    get broken() {
      return broken;
    },
    act() {
      if (peer.isStill) return;
      for (const [huntId, version] of running) {
        if (busy.has(huntId) || ownership.grip(huntId) !== 'firm') continue;
        busy.add(huntId);
        const done = (appended: 'appended' | 'conflict' | undefined): void => {
          busy.delete(huntId);
          if (appended === 'appended' && running.get(huntId) === version) running.set(huntId, version + 1);
        };
        store.append(huntId, version, toStored(mark(STEP)), false).then(done, () => done(undefined));
      }
    },
    async finish(huntId) {
      running.delete(huntId);
      for (;;) {
        const record = await world.store.read(huntId);
        const end: HuntEvent = { type: 'hunt-ended', outcome: 'cancelled', agentsReached: 0, at: clock.now() };
        if ((await world.store.append(huntId, record.length, toStored([end]), true)) === 'appended') break;
      }
      void ownership.over(huntId);
    },
    giveBack(huntId) {
      running.delete(huntId);
      void ownership.giveBack(huntId);
    },
  };
  return peer;
}

function begun(huntId: string): readonly HuntEvent[] {
  return decide(undefined, { ...startCommand({ huntId }), at: 0 }).events;
}

function isMark(event: StoredEvent): boolean {
  return event.type === 'call-began' && event.lineId === TAKEN;
}

function isBy(event: StoredEvent, name: string): boolean {
  return event.type === 'call-began' && event.callId === name;
}

/** Whatever is recorded was done by the process that last took the hunt. */
function checkRecord(huntId: string, record: readonly StoredEvent[]): void {
  let owner: string | undefined;
  for (const event of record) {
    if (event.type !== 'call-began') continue;
    if (isMark(event)) owner = event.callId;
    else if (event.callId !== owner) throw new Error(`${event.callId} acted on ${huntId}, which ${owner} had`);
  }
}
