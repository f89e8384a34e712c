import { App } from '@slack/bolt';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { assemble, type HoldHunter } from '../src/assemble.js';
import { SETTINGS_FORM } from '../src/bot/admin/settings-form.js';
import { ACTIONS, HOUSE_ACTIONS, KEYPAD, keyAction } from '../src/bot/answering/button-value.js';
import { DESTINATION_FORM } from '../src/bot/destinations/form.js';
import { LIST_ACTIONS } from '../src/bot/lines/list-actions.js';
import { ANOTHER_EXTENSION, ME_FIELDS, ME_FORMS } from '../src/bot/people/me-form.js';
import { POOL_FIELDS, POOL_FORM } from '../src/bot/pools/pool-form.js';
import { FIELDS, FORM } from '../src/bot/start/form.js';
import { loadConfig } from '../src/config.js';

const SETTINGS = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  RC_CLIENT_ID: 'id',
  RC_CLIENT_SECRET: 'secret',
  RC_JWT_TOKEN: 'jwt',
  STORE: 'memory',
};

const { key: _key, teachKey: _teachKey, nameSound: _nameSound, ...single } = ACTIONS;
/** Every action id that a message, a form or the home tab may send. */
const BUTTONS = [
  ...[single, HOUSE_ACTIONS, LIST_ACTIONS].flatMap((ids) => Object.values(ids)),
  ...KEYPAD.flat().flatMap((key) => [keyAction('press-this-key', key), keyAction('teach-key', key)]),
  ...['name-sound-hold', 'name-sound-too-busy', ANOTHER_EXTENSION],
];
const FORMS = [FORM, ...Object.values(ME_FORMS), SETTINGS_FORM, DESTINATION_FORM, POOL_FORM];
const SEARCHED = [
  FIELDS.lines,
  FIELDS.ring,
  ME_FIELDS.ring,
  ME_FIELDS.extension,
  POOL_FIELDS.lines,
  POOL_FIELDS.groups,
];

type Kind = 'command' | 'event' | 'action' | 'options' | 'view';
type Id = string | RegExp;

const bound = new Map<Kind, readonly (readonly [Id, unknown])[]>();
let holdHunter: HoldHunter;

beforeAll(() => {
  const spies = (['command', 'event', 'action', 'options', 'view'] as const).map(
    (kind) => [kind, vi.spyOn(App.prototype, kind)] as const,
  );
  holdHunter = assemble(loadConfig(SETTINGS), pino({ level: 'silent' }));
  for (const [kind, spy] of spies) {
    bound.set(kind, spy.mock.calls as unknown as readonly (readonly [Id, unknown])[]);
    spy.mockRestore();
  }
});
afterAll(() => holdHunter.stop());

/** The listeners that Bolt runs for an id. */
function listenersOf(kind: Kind, id: string): readonly unknown[] {
  const all = bound.get(kind) ?? [];
  return all
    .filter(([each]) => (typeof each === 'string' ? each === id : each.test(id)))
    .map(([, listener]) => listener);
}

describe('the assembled bot', () => {
  it.each([
    ...BUTTONS.map((id) => ['action', id] as const),
    ...FORMS.map((id) => ['view', id] as const),
    ...SEARCHED.map((id) => ['options', id] as const),
    ['command', '/irs-hunt'] as const,
    ['event', 'app_home_opened'] as const,
  ])('has one listener for the %s %s', (kind, id) => {
    expect(listenersOf(kind, id)).toEqual([expect.any(Function)]);
  });

  it.each(['take-the-moon', 'take-call-2', 'press-this-key-moon', 'teach-key', 'stop'])(
    'has the one that explains unknown buttons for %s',
    (id) => {
      const [unknown, ...others] = listenersOf('action', id);
      expect(others).toEqual([]);
      expect(unknown).toBe(listenersOf('action', 'a button of tomorrow')[0]);
    },
  );

  it('binds nothing that is in no list here', () => {
    const ids = (kind: Kind) => (bound.get(kind) ?? []).map(([id]) => id).filter((id) => typeof id === 'string');
    expect(BUTTONS).toEqual(expect.arrayContaining(ids('action')));
    expect(ids('view').toSorted()).toEqual(FORMS.toSorted());
    expect(ids('options').toSorted()).toEqual(SEARCHED.toSorted());
  });
});
