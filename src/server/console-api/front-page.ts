import { createHash } from 'node:crypto';
import type { Operation } from '#protocol/console-operation.ts';
import { operations } from '#protocol/console-server.ts';

const style = `body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1.25rem}
table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.4rem 1rem .4rem 0;border-bottom:1px solid #8886;vertical-align:top}
code{font-family:ui-monospace,monospace}.table{overflow-x:auto}`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const rows = Object.values(operations)
  .map(
    ({ method, path, summary, role }: Operation) =>
      `<tr><td><code>${method} ${escape(path)}</code></td><td>${escape(summary)}</td><td>${role}</td></tr>`,
  )
  .join('\n');

/** What a person sees who opens the server's address: what it is, that it answers, and the operations it knows. No data of anybody. */
export const frontPage = {
  html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Portvakt server</title><style>${style}</style></head>
<body><main>
<h1>Portvakt server</h1>
<p>This server runs, without its console: <code>npm run build:console</code> builds it, and the next start serves it here. Meanwhile IT works with the command <code>portvakt</code> or this HTTP interface; each call needs an operator token.</p>
<p><a href="/api/health">Health</a> · <a href="/api/openapi.json">OpenAPI 3.1 document</a></p>
<h2>Operations</h2>
<div class="table" tabindex="0" role="region" aria-label="Operations"><table>
<thead><tr><th scope="col">Call</th><th scope="col">What it does</th><th scope="col">Least role</th></tr></thead>
<tbody>
${rows}
</tbody></table></div>
</main></body></html>
`,
  /** Nothing runs and nothing is fetched; the one style is named by its hash. */
  contentSecurityPolicy: `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
} as const;
