/** One fault in our own rules, as exact changes to the compiled code; each text must occur exactly once. */
export interface Mutant {
  readonly fault: string;
  readonly edits: readonly Edit[];
}

interface Edit {
  /** Below `build/`. */
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

const hunter = (file: string, text: string, replacement: string): Edit => ({
  file: `src/hunter/${file}.js`,
  text,
  replacement,
});

const handOver = (file: string, text: string, replacement: string): Edit => ({
  file: `src/phone/hand-over/${file}.js`,
  text,
  replacement,
});

export const MUTANTS: readonly Mutant[] = [
  {
    fault: 'events are appended whatever version was read',
    edits: [{ file: 'src/store/memory-store.js', text: 'kept.events.length !== version', replacement: 'false' }],
  },
  {
    fault: 'an offer that was claimed can be claimed again',
    edits: [
      hunter(
        'rules/decide-offers',
        "const takeable = offer.status === 'open'",
        "const takeable = offer.status !== 'ended'",
      ),
      hunter('rules/decide-offers', 'claimsInFlight(state).length < stillWanted(state)', 'true'),
    ],
  },
  {
    fault: "the hunt's lease is not renewed",
    edits: [hunter('run/lease-ownership', 'await store.renew(name, token, leaseMs)', 'true')],
  },
  {
    fault: 'the other calls are not let go once taker and agent are connected',
    edits: [hunter('rules/decide-hunt', 'letAllGo(draft, draft.state.calls);', '')],
  },
  {
    fault: 'a call counts as dropped without being dropped',
    edits: [
      hunter('run/effects', "await bounded(clock, DROP_LIMIT_MS, 'Dropping', phone.drop(ref ?? { callId }))", 'true'),
    ],
  },
  {
    fault: 'a call is dialed before it is recorded',
    edits: [
      hunter(
        'run/dial-effect',
        'const callId = newId();',
        'const callId = newId(); void tools.phone.dial({ callId, line, destinationId: destination.id, number: destination.number });',
      ),
    ],
  },
  {
    fault: 'a new owner does not look at the calls of its hunt and redials',
    edits: [
      hunter(
        'run/takeover',
        'await settle(tools, call, await look(tools, callId));',
        "await settle(tools, call, { seen: 'gone' });",
      ),
    ],
  },
  {
    fault: 'after the first courtesy phrase the bot is silent',
    edits: [
      hunter(
        'rules/moments',
        'return call.lastPhraseAt + Math.min(state.policy.courtesyEveryMs, SILENCE_LIMIT_MS);',
        'return undefined;',
      ),
    ],
  },
  {
    fault: 'the pause between phrases is counted twice',
    edits: [
      hunter(
        'rules/moments',
        'Math.min(state.policy.courtesyEveryMs, SILENCE_LIMIT_MS)',
        '2 * state.policy.courtesyEveryMs',
      ),
    ],
  },
  {
    fault: 'the courtesy phrase waits until somebody has claimed',
    edits: [
      hunter(
        'rules/moments',
        "(call.phase !== 'offered' && call.phase !== 'handing-over')",
        "call.phase !== 'handing-over'",
      ),
    ],
  },
  {
    fault: 'an offer stays open when its agent has hung up',
    edits: [
      hunter(
        'rules/decide-calls',
        "if (offer !== undefined) {\n        draft.emit({ type: 'offer-ended'",
        "if (false) {\n        draft.emit({ type: 'offer-ended'",
      ),
    ],
  },
  {
    fault: 'a line is redialed without a pause',
    edits: [hunter('rules/redial', 'Math.max(0, Math.round(pause * (1 + redialJitter * share)))', '0')],
  },
  {
    fault: 'a hunt dials as often as it likes',
    edits: [
      hunter('rules/redial', 'const dialsLeft = state.policy.maxDials - state.dials;', 'const dialsLeft = 1;'),
      hunter('rules/redial', 'draft.state.dials < draft.state.policy.maxDials', 'true'),
      hunter('rules/moments', 'state.dials >= state.policy.maxDials', 'false'),
    ],
  },
  {
    fault: 'a hand-over is done again after a crash',
    edits: [
      hunter('rules/due', "claim?.status !== 'waiting'", 'claim === undefined'),
      hunter(
        'run/effects',
        "if (!events.some((event) => event.type === 'hand-over-began'",
        "if (false && events.some((event) => event.type === 'hand-over-began'",
      ),
      hunter('run/takeover', "await report(tools, { type: 'hand-over-ended', claimId: claim.id, result });\n}", '}'),
    ],
  },
  {
    fault: 'a line is dialed without its lease',
    edits: [
      hunter('run/line-leases', 'inUse.has(lineId)', 'false'),
      hunter('run/line-leases', 'if (await store.acquire(nameOf(lineId), callId, ttlMs))', 'if (true)'),
    ],
  },
  {
    fault: "a line's lease lasts no longer than its hunt's",
    edits: [hunter('run/hunt-service', 'const LINES_OUTLIVE = 30;', 'const LINES_OUTLIVE = 1;')],
  },
  {
    fault: 'a hunt does not end at its limit on waiting',
    edits: [
      hunter('rules/moments', 'isClosing(state) ? undefined : state.startedAt + state.policy.maxWaitMs', 'undefined'),
    ],
  },
  {
    fault: 'keys are pressed by the clock',
    edits: [
      hunter(
        'rules/moments',
        'if (call.promptEndedAt === undefined || call.keyWanted || callbackIsOpen(call))\n        return undefined;',
        'if (call.promptEndedAt === undefined) return call.stepSince + 4_000;',
      ),
    ],
  },
  {
    fault: 'a process believes forever that a hunt is its own',
    edits: [hunter('run/ownership', 'now < tenure.until && !tenure.unsure', 'true')],
  },
  {
    fault: 'what the phone reports is lost when the store fails',
    edits: [hunter('run/ledger', 'if (stopped || job.report === undefined)', 'if (true)')],
  },
  {
    fault: 'a takeover lets a call go whose hand-over had succeeded',
    edits: [
      hunter(
        'run/takeover',
        "if (sighting.seen === 'handed-over' && claim !== undefined)",
        "if (false && sighting.seen === 'handed-over')",
      ),
    ],
  },
  {
    fault: 'a clock that is set back is followed',
    edits: [hunter('base/system-clock', 'Math.max(ahead, wall() - passed)', 'wall() - passed')],
  },
  {
    fault: 'a board that is found again is taken for up to date',
    edits: [
      {
        file: 'src/bot/board/board-lane.js',
        text: "ref.doubtSince === undefined ? digest(message) : ''",
        replacement: 'digest(message)',
      },
    ],
  },
  {
    fault: 'an offer keeps its button when it is over',
    edits: [
      {
        file: 'src/bot/board/offer-lane.js',
        text: 'if (shown === post.shown)',
        replacement: 'if (true)',
      },
    ],
  },
  {
    fault: 'a taker is hung up on as soon as a way is refused',
    edits: [
      handOver(
        'warm',
        'reasons.push(failure);',
        'reasons.push(failure); void task.agent.softphone.hangUp(join.taker.leg).catch(() => undefined);',
      ),
    ],
  },
  {
    fault: 'a taker is rung again for each warm way',
    edits: [
      handOver(
        'warm',
        'reasons.push(failure);',
        'reasons.push(failure); const { softphone } = task.agent; await taker.leaveAfter("not-connected"); await softphone.dial(join.taker.leg, join.taker.number).catch(() => undefined);',
      ),
    ],
  },
  {
    fault: 'a blind way is tried while the taker is still on the line',
    edits: [handOver('warm', 'if (task.ringsAgain) {', "if (task.ringsAgain) { return { outcome: 'next', reason };")],
  },
  {
    fault: 'a taker who will be rung again is not told',
    edits: [
      handOver(
        'taker-on-line',
        'await this.#say(phrase);\n        // Not',
        "if (phrase !== 'rings-again') await this.#say(phrase);\n        // Not",
      ),
    ],
  },
  {
    fault: 'a REFER that came to nothing is believed',
    edits: [handOver('replaces', '(await wasJoined(task, tools))', 'true')],
  },
  {
    fault: 'the end of one leg counts as the end of both',
    edits: [handOver('ends', '.every((end)', '.some((end)')],
  },
  {
    fault: 'a look that failed counts as a no',
    edits: [handOver('moved-on', 'if (stand || lookedMs >= TIMES.movedLook)', 'if (true)')],
  },
  {
    fault: 'a taker who may have picked up unseen is hung up on without a word',
    edits: [handOver('ring-person', 'if (unsure && ', 'if (false && ')],
  },
];
