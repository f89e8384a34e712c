import { describe, expect, it } from 'vitest';
import { board } from '../../../src/bot/board/board.js';
import { createWaitlist, ordinal } from '../../../src/bot/board/waitlist.js';
import { huntLine } from '../../../src/bot/start/status.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import { begin } from '../../hunter/support/fixtures.js';

describe('a hunt that waits for room', () => {
  it('says its place on the board and in the status', () => {
    const { state } = begin();
    expect(board(state, undefined, 2).text).toContain('Waiting for room: 2nd in line.');
    expect(huntLine(state, 11)).toContain('Waiting for room: 11th in line.');
    expect(board(state).text).not.toContain('Waiting for room');
  });

  it('is told of when it still stands in line at the second look, and shown anew as it moves up', async () => {
    const { state } = begin();
    const shown: (number | undefined)[] = [];
    const turns: (() => void)[] = [];
    let line = ['other', state.huntId];
    const waiting = createWaitlist({
      hunts: { waiting: async () => line },
      open: () => [state],
      show: ({ huntId }: HuntState) => void shown.push(waiting.placeOf(huntId)),
      log: { info: () => {}, warn: () => {}, error: () => {} },
      schedule: (_ms, run) => {
        turns.push(run);
        return () => undefined;
      },
    });
    const turn = async () => {
      turns.shift()?.();
      for (let round = 0; round < 5; round += 1) await new Promise((resume) => setImmediate(resume));
    };
    waiting.start();
    await turn();
    await turn();
    line = [state.huntId];
    await turn();
    line = [];
    await turn();
    expect(shown).toEqual([2, 1, undefined]);
    waiting.stop();
  });

  it('counts as people do', () => {
    const places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].map(ordinal);
    expect(places).toEqual(['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '103rd', '111th']);
  });
});
