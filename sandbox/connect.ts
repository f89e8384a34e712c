import type { Play } from './play.js';
import type { Person } from './world.js';

const ANSWERED_WITHIN_MS = 8_000;
const CONNECTED = 'You are connected';

/** `/irs-hunt connect`: a person opens the private link in a browser and lets the bot use their own RingCentral sign-in. */
export async function connectAccount(play: Play, person: Person): Promise<void> {
  await play.command(person, '/irs-hunt connect');
  const answer = await play.until(
    () => play.messages().findLast(({ ephemeralFor, text }) => ephemeralFor === person.slackId && LINK.test(text)),
    ANSWERED_WITHIN_MS,
    'a link to connect with',
  );
  const [, link = ''] = LINK.exec(answer.text) ?? [];
  const begun = await fetch(link, { redirect: 'manual' });
  const authorize = new URL(led(begun));
  const login = /name="login" value="([^"]+)"/.exec(await (await fetch(authorize)).text())?.[1] ?? '';
  const allowed = await fetch(new URL(authorize.pathname, authorize), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ login, user: person.extensionId, decision: 'allow' }),
  });
  // The same browser: the bot knows it by its cookie.
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await (await fetch(led(allowed), { headers: { Cookie: cookie } })).text();
  if (!page.includes(CONNECTED)) throw new Error(`${person.name} could not connect their RingCentral account`);
}

const LINK = /<(http[^|>]+oauth\/start[^|>]*)\|/;

function led(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`the sign-in leads nowhere (${response.status})`);
  return location;
}
