import type { RestAnswer } from './handler.js';
import type { User } from './login.js';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#eef1f5, #16181c); color: light-dark(#1b2733, #e8eaed); }
main { box-sizing: border-box; width: min(26rem, calc(100vw - 2rem)); margin: 1rem; padding: 1.75rem; border-radius: 12px; background: light-dark(#fff, #22262c); box-shadow: 0 2px 14px rgb(0 0 0 / .14); }
.brand { margin: 0; font-weight: 700; color: light-dark(#06608f, #6cc3f0); }
h1 { margin: .25rem 0 1rem; font-size: 1.3rem; line-height: 1.3; }
fieldset { margin: 0 0 1rem; padding: 0; border: 0; max-height: 18rem; overflow: auto; }
legend { padding: 0; font-weight: 600; }
label { display: flex; gap: .75rem; align-items: center; padding: .55rem .25rem; }
small { display: block; color: light-dark(#55616d, #aab2bb); }
.buttons { display: flex; gap: .75rem; }
button { flex: 1; padding: .7rem 1rem; font: inherit; font-weight: 600; border-radius: 8px; border: 1px solid light-dark(#06608f, #6cc3f0); background: none; color: light-dark(#06608f, #6cc3f0); cursor: pointer; }
button[value=allow] { background: #06608f; border-color: #06608f; color: #fff; }
:focus-visible { outline: 3px solid #f2a33a; outline-offset: 2px; }
`;

/** The login page: who signs in, and whether the app gets what it asks for. A plain form, no script. */
export function loginPage(login: string, users: readonly User[]): RestAnswer {
  const choices = users.map(
    ({ id, name, extensionNumber, admin }, index) =>
      `<label><input type="radio" name="user" value="${escaped(id)}" required${index === 0 ? ' checked' : ''}>
<span>${escaped(name)}<small>Extension ${escaped(extensionNumber)}${admin ? ', administrator' : ''}</small></span></label>`,
  );
  return html(
    200,
    'Sign in',
    `<h1>Hold Hunter asks to use your RingCentral account</h1>
<form method="post" action="/restapi/oauth/authorize">
<input type="hidden" name="login" value="${escaped(login)}">
<fieldset><legend>Sign in as</legend>${choices.join('\n')}</fieldset>
<p><small>It would place, watch and hand over calls for you.</small></p>
<div class="buttons"><button name="decision" value="allow">Allow</button>
<button name="decision" value="deny" formnovalidate>Deny</button></div>
</form>`,
  );
}

/** The login refuses without leading anywhere. */
export function errorPage(code: string, sentence: string): RestAnswer {
  return html(
    400,
    'Sign in',
    `<h1>Signing in is not possible</h1><p>${escaped(sentence)}</p><p><small>${code}</small></p>`,
  );
}

function html(status: number, title: string, body: string): RestAnswer {
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Practice RingCentral</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main><p class="brand">Practice RingCentral</p>${body}</main></body></html>`;
  // No form-action: browsers apply it to where the form's answer leads, which is the app.
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
  return {
    status,
    html: page,
    headers: { 'Cache-Control': 'no-store', 'Content-Security-Policy': policy, 'Referrer-Policy': 'no-referrer' },
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
