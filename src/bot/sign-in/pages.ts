import { createHash } from 'node:crypto';
import type { Kind } from './kind.js';

/** One page of the sign-in. */
export interface Page {
  readonly status: number;
  readonly mark: 'done' | 'refused' | 'failed';
  readonly title: string;
  readonly sentences: readonly string[];
}

const commandOf = (kind: Kind): string => (kind === 'account' ? '/irs-hunt connect account' : '/irs-hunt connect');
const again = (kind: Kind = 'person'): string => `Type ${commandOf(kind)} in Slack for a new link.`;
const NOTHING_KEPT = 'Nothing was changed or saved.';

const refused = (status: number, title: string, ...sentences: string[]): Page => {
  return { status, mark: 'refused', title, sentences };
};
const failed = (status: number, title: string, ...sentences: string[]): Page => {
  return { status, mark: 'failed', title, sentences };
};

/** Every page there is. Values are escaped when a page is drawn. */
export const PAGES = {
  connected: (who: string): Page => ({
    status: 200,
    mark: 'done',
    title: 'You are connected',
    sentences: [
      `Hold Hunter now works with your RingCentral sign-in: ${who}.`,
      'You can close this page and go back to Slack. To end it at any time, type /irs-hunt disconnect in Slack.',
    ],
  }),
  accountConnected: (who: string): Page => ({
    status: 200,
    mark: 'done',
    title: 'Hold Hunter is connected',
    sentences: [
      `The bot now works with the RingCentral sign-in of ${who}.`,
      'You can close this page and go back to Slack. To end it, type /irs-hunt disconnect account in Slack.',
    ],
  }),
  denied: (kind: Kind): Page =>
    refused(403, 'You did not allow access', NOTHING_KEPT, `If that was a mistake: ${again(kind)}`),
  refusedByRingCentral: (kind: Kind, code: string): Page =>
    refused(
      403,
      'RingCentral refused the sign-in',
      `RingCentral gave the reason “${code}”. ${NOTHING_KEPT}`,
      `${again(kind)} If it happens again, show this page to your admin.`,
    ),
  expired: (): Page =>
    refused(410, 'This link has expired', 'A link works for 10 minutes, and so does the sign-in after it.', again()),
  used: (): Page =>
    refused(
      410,
      'This link was already used',
      'Each link works only once, so that nobody else can use yours.',
      again(),
    ),
  unknown: (): Page => refused(400, 'This link is not one of ours', 'Part of it may be missing.', again()),
  otherBrowser: (): Page =>
    refused(
      403,
      'This sign-in began somewhere else',
      'Finish it in the browser where you started. A link belongs to one person: if somebody sent you this one, do not use it.',
      again(),
    ),
  otherPerson: (who: string): Page =>
    refused(
      403,
      'That is not your RingCentral account',
      `You signed in as ${who}. That extension does not belong to the Slack account this link was made for. ${NOTHING_KEPT}`,
      `If somebody sent you this link, do not use it. If the extension is yours, ask your admin to confirm it in Slack. To try with another account, sign out of RingCentral first. ${again()}`,
    ),
  notAdministrator: (who: string): Page =>
    refused(
      403,
      'An administrator is needed',
      `${who} is not an administrator of the RingCentral account, so the bot could not see all lines. ${NOTHING_KEPT}`,
      `Sign in as an administrator. ${again('account')}`,
    ),
  notAllowed: (why: string): Page => refused(403, 'You may not do this', why, NOTHING_KEPT),
  notSetUp: (): Page =>
    failed(
      503,
      'Signing in is not set up',
      'Hold Hunter does not know its public address. Ask your admin to set WEBHOOK_BASE_URL and to register its /oauth/callback in the RingCentral app.',
    ),
  notCompleted: (kind: Kind, why: string): Page =>
    // RingCentral's side may have said what to type.
    failed(
      502,
      'The sign-in was not completed',
      why,
      why.includes('/irs-hunt') ? NOTHING_KEPT : `${NOTHING_KEPT} ${again(kind)}`,
    ),
  fault: (reference: string): Page =>
    failed(
      500,
      'That did not work',
      'Something went wrong on our side.',
      `${again()} If it happens again, give your admin the reference ${reference}.`,
    ),
  tooMany: (): Page =>
    failed(
      429,
      'Too many at once',
      'Too many people are signing in right now. Wait a minute, then open the link again.',
    ),
  preview: (): Page => refused(403, 'A private link', 'This link has no preview. Open it in a browser.'),
  onlyGet: (): Page => refused(405, 'This page is read-only', 'Open the link from Slack in a browser.'),
  tooLong: (): Page => refused(414, 'This link is not one of ours', 'It is too long.', again()),
  nowhere: (): Page => refused(404, 'There is no such page', again()),
} as const;

const STYLE = `
:root{color-scheme:light dark;font:17px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#eef1f5;color:#1b2733}
main{box-sizing:border-box;width:min(31rem,calc(100vw - 2rem));margin:1rem;padding:2rem 2rem 1.5rem;border-radius:14px;background:#fff;border-top:6px solid #1f6f43;box-shadow:0 2px 16px rgb(0 0 0/.12)}
main.refused{border-color:#b06000}main.failed{border-color:#b3261e}
h1{margin:0 0 1rem;font-size:1.45rem;line-height:1.25}
p{margin:0 0 1rem;overflow-wrap:anywhere}
.brand{margin:0 0 .35rem;font-size:.9rem;font-weight:600;color:#55616d}
code{padding:.1em .35em;border-radius:5px;background:#e4e8ee;font-size:.92em;white-space:nowrap}
@media (prefers-color-scheme:dark){body{background:#16181c;color:#e8eaed}main{background:#22262c;border-color:#4cb67f;box-shadow:none}main.refused{border-color:#f0a94a}main.failed{border-color:#f2857d}.brand{color:#aab2bb}code{background:#363c45}}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** No scripts, no requests, no framing, no caching, no referrer. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** The page as HTML. */
export function draw({ mark, title, sentences }: Page): string {
  const paragraphs = sentences.map((sentence) => `<p>${withCommands(escaped(sentence))}</p>`).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escaped(title)} – Hold Hunter</title><link rel="icon" href="data:,">
<style>${STYLE}</style></head>
<body><main class="${mark}"><p class="brand">Hold Hunter</p><h1>${escaped(title)}</h1>
${paragraphs}
</main></body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Marks commands as code, so that they are easy to copy. */
function withCommands(html: string): string {
  return html.replace(/\/irs-hunt(?: (?:connect|disconnect)(?: account)?)?/g, '<code>$&</code>');
}
