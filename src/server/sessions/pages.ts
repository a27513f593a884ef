import { createHash } from 'node:crypto';
import { pickLanguage, type Language } from '#locales/language.ts';
import { signInWords } from '#locales/sign-in-pages.ts';
import { signInPaths } from '#protocol/console-sessions.ts';
import type { SignInFault } from './sign-in.ts';

export type Page = { readonly status: number; readonly html: string };

const style = `body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1.25rem}a{color:inherit}`;
const base = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const styled = `${base}; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;
/** Of a page that only says something, and of the one that runs `linkScript`. */
export const pagePolicies = {
  still: styled,
  link: `${styled}; script-src 'self'; connect-src 'self'`,
} as const;

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
const filled = (text: string, name: string, value: string): string => text.replace(`{${name}}`, () => value);

type Content = {
  readonly status: number;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Technical, in English. */
  readonly detail?: string;
  readonly links?: readonly { readonly href: string; readonly text: string }[];
};

/** `more` and `head` are HTML of ours; everything else has passed `escape`. */
function page(language: Language, content: Content, more = '', head = ''): Page {
  const links = (content.links ?? []).map(({ href, text }) => `<a href="${href}">${escape(text)}</a>`);
  return {
    status: content.status,
    html: `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${escape(content.title)} – Portvakt</title><style>${style}</style>${head}</head>
<body><main>
<h1>${escape(content.title)}</h1>
${content.paragraphs.map((text) => `<p>${escape(text)}</p>`).join('\n')}
${content.detail === undefined ? '' : `<p lang="en">${escape(content.detail)}</p>`}
${more}${links.length === 0 ? '' : `<p>${links.join(' · ')}</p>`}
</main></body></html>
`,
  };
}

/** What a browser is shown on the way to the console, in its language. Plain HTML: it must work while nothing else does. */
export function pagesFor(acceptLanguage: string | undefined) {
  const wanted = (acceptLanguage ?? '').slice(0, 300).split(',');
  const language = pickLanguage(wanted.map((one) => one.split(';')[0] ?? ''));
  const words = signInWords[language];
  const start = { href: '/', text: words.start };
  const links = [{ href: signInPaths.begin, text: words.begin }, start];
  return {
    refused: (fault: SignInFault, contact: string | undefined): Page => {
      const ask = contact === undefined ? words.ask : filled(words.askContact, 'contact', contact);
      const { status, key, detail, paragraphs = [] } = ofFault(fault, ask);
      const { title, text } = words[key];
      const said = fault.why === 'provider-refused' ? filled(text, 'said', fault.detail) : text;
      const named = fault.why === 'no-rule' ? filled(said, 'name', fault.name.slice(0, 200)) : said;
      return page(language, {
        status,
        title,
        paragraphs: [named, ...paragraphs],
        links: fault.why === 'no-provider' || fault.why === 'revoked' ? [start] : links,
        ...(detail === undefined ? {} : { detail }),
      });
    },
    tooMany: (): Page =>
      page(language, { status: 429, title: words.tooMany.title, paragraphs: [words.tooMany.text] }),
    serverFault: (): Page =>
      page(language, {
        status: 500,
        title: words.serverFault.title,
        paragraphs: [words.serverFault.text],
        links,
      }),
    /** Where one-time links lead while no console is built. */
    link: (): Page =>
      page(
        language,
        { status: 200, title: words.link.title, paragraphs: [] },
        `<p id="state" role="status">${escape(words.link.text)}</p><noscript><p>${escape(words.link.noScript)}</p></noscript>`,
        `<script src="${linkScriptPath}" defer></script>`,
      ),
  };
}

type Shown = {
  readonly status: number;
  readonly key:
    'noProvider' | 'beginAgain' | 'notAccepted' | 'providerRefused' | 'providerAway' | 'noRule' | 'revoked';
  readonly detail?: string;
  readonly paragraphs?: readonly string[];
};
function ofFault(fault: SignInFault, ask: string): Shown {
  switch (fault.why) {
    case 'no-provider':
      return { status: 404, key: 'noProvider' };
    case 'begin-again':
      return { status: 400, key: 'beginAgain' };
    case 'not-accepted':
      return { status: 403, key: 'notAccepted' };
    case 'provider-refused':
      return { status: 403, key: 'providerRefused' };
    case 'provider-away':
      return { status: 502, key: 'providerAway', detail: fault.detail };
    case 'no-rule':
      return { status: 403, key: 'noRule', paragraphs: [ask] };
    case 'revoked':
      return { status: 403, key: 'revoked', paragraphs: [ask] };
  }
}

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
