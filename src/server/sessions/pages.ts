import { signInPaths } from '#protocol/console-sessions.ts';
import type { SignInFault } from './sign-in.ts';

export type Page = { readonly status: number; readonly html: string };

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** `head` and `body` are HTML of ours; everything else in a page has passed `escape`. */
function page(status: number, title: string, body: string, head = ''): Page {
  return {
    status,
    html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${escape(title)} – Portvakt</title>${head}</head>
<body><main>
<h1>${escape(title)}</h1>
${body}
</main></body></html>
`,
  };
}

const again = `<p><a href="${signInPaths.begin}">Begin again</a> · <a href="/">To the start page</a></p>`;
const said = (text: string): string => `<p>${escape(text)}</p>`;

function ofFault(fault: SignInFault, ask: string): Page {
  switch (fault.why) {
    case 'no-provider':
      return page(
        404,
        'There is no identity provider',
        `${said('Nobody has connected this server with an identity provider. Sign in with an operator token or a one-time link.')}<p><a href="/">To the start page</a></p>`,
      );
    case 'begin-again':
      return page(
        400,
        'This sign-in cannot be finished',
        said('It was begun more than ten minutes ago, in another browser, or is finished already.') + again,
      );
    case 'not-accepted':
      return page(
        403,
        'This sign-in was not accepted',
        said('What came back from the identity provider did not belong to it, or was not valid any more.') +
          again,
      );
    case 'provider-refused':
      return page(403, 'The identity provider did not sign you in', said(`It says: ${fault.detail}`) + again);
    case 'provider-away':
      return page(
        502,
        'The identity provider cannot be reached',
        said(fault.detail) +
          said(
            'Try again in a moment. Administrators can sign in with a token or a one-time link meanwhile.',
          ) +
          again,
      );
    case 'no-rule':
      return page(
        403,
        'You have no role here yet',
        said(
          `The identity provider knows you as ${fault.name.slice(0, 200)}, but no rule of this server gives you a role. ${ask}`,
        ) + again,
      );
    case 'revoked':
      return page(403, 'Your access was ended', said(`An administrator ended it. ${ask}`));
  }
}

/** What a browser is shown on the way to the console. Plain HTML: it must work while nothing else does. */
export const pages = {
  refused: (fault: SignInFault, contact: string | undefined): Page =>
    ofFault(
      fault,
      contact === undefined
        ? 'Ask an administrator of Portvakt in your organisation.'
        : `Ask an administrator of Portvakt in your organisation, or ${contact}.`,
    ),
  tooMany: (): Page =>
    page(429, 'Too many attempts', said('Too many sign-ins failed lately. Wait a minute, then try again.')),
  serverFault: (): Page => page(500, 'The server failed', said('Try again in a moment.') + again),
  /** Where one-time links lead while no console is built. */
  link: (): Page =>
    page(
      200,
      'Sign in',
      '<p id="state" role="status">One moment …</p><noscript><p>This page needs JavaScript.</p></noscript>',
      `<script src="${linkScriptPath}" defer></script>`,
    ),
};

export const linkScriptPath = `${signInPaths.link}.js`;
/** Hands the link's secret over in a request's body: what stands behind `#` is never sent by itself. */
export const linkScript = `'use strict';
const state = document.getElementById('state');
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
fetch('/api/session', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ token }),
}).then(
  async (answer) => {
    if (answer.ok) location.replace('/');
    else {
      const problem = await answer.json();
      state.textContent = problem.detail || problem.title;
    }
  },
  () => { state.textContent = 'The server cannot be reached.'; },
);
`;
