import { afterEach, expect, it } from 'vitest';
import { account } from '../../../sandbox/ringcentral/account.js';
import { BELIEFS } from '../../../sandbox/ringcentral/beliefs.js';
import { EventSide } from '../../../sandbox/ringcentral/events/event-side.js';
import { HandOverRefusals } from '../../../sandbox/ringcentral/faults.js';
import { startPhoneSide } from '../../../sandbox/ringcentral/phone-side.js';
import { OAuth } from '../../../sandbox/ringcentral/rest/oauth.js';
import { ROUTES } from '../../../sandbox/ringcentral/rest/routes.js';
import { allHandlers } from '../../../sandbox/ringcentral/rest-side.js';
import { TUNING } from '../../../sandbox/ringcentral/tuning.js';
import { Story } from '../../../sandbox/story.js';
import type { RingCentralOptions } from '../../../sandbox/world.js';
import { DANA, QUICK } from './world.js';

let stop: (() => Promise<void>) | undefined;

afterEach(() => stop?.());

it('the table of routes and the handlers name the same operations', async () => {
  const options: RingCentralOptions = {
    story: new Story(),
    seed: 1,
    people: [DANA],
    lines: 1,
    destination: QUICK,
    faults: { callOutNumber: 'refused' },
    manners: { pickUp: ['never'] },
    folder: '',
  };
  const firm = account(options.people, 1, 1);
  const refusals = new HandOverRefusals(options.faults);
  const phones = await startPhoneSide(options, firm, refusals, TUNING, BELIEFS);
  stop = phones.stop;
  const oauth = new OAuth({ clientId: '', clientSecret: '', jwt: '', ownerId: '', scope: '', now: () => 0 });
  const { story, seed } = options;
  const { changes } = phones;
  const events = new EventSide({ story, seed, ownerId: '', times: TUNING, changes, count: () => undefined });
  const handlers = Object.keys(allHandlers(options, firm, phones, refusals, oauth, events));
  const rows = ROUTES.map((route) => route.name);
  expect(new Set(rows).size).toBe(rows.length);
  expect(rows.toSorted()).toEqual(handlers.toSorted());
  for (const route of ROUTES)
    expect([route.name, route.missing !== undefined]).toEqual([route.name, route.covers === 'partial']);
});
