/** What one request is answered with; HTML and 200 where nothing else is said. */
export type SiteAnswer = {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A web client that installs itself: manifest, caching service worker, a page that says its name. */
type Client = { readonly name: string; readonly scope: string };

const clients: readonly (Client & { readonly domain: string })[] = [
  { domain: 'tiktok.com', name: 'TikTok', scope: '/' },
  { domain: 'web.telegram.org', name: 'Telegram Web K', scope: '/k/' },
  { domain: 'web.telegram.org', name: 'Telegram Web A', scope: '/a/' },
  { domain: 'instagram.com', name: 'Instagram', scope: '/' },
];

/** What stands at that address. Hosts of no known client are neutral: pages that lead elsewhere by every means. */
export function answerOf(host: string, url: URL): SiteAnswer {
  if (url.pathname === '/favicon.ico') return { status: 404 };
  if (url.pathname === '/api') return { type: 'application/json', body: '{"here":true}' };
  const client = clients.find(
    ({ domain, scope }) => (host === domain || host.endsWith(`.${domain}`)) && url.pathname.startsWith(scope),
  );
  if (client === undefined) return neutral(host, url);
  if (url.pathname.startsWith('/embed')) return { body: page(`${client.name} embed`, '') };
  switch (url.pathname.slice(client.scope.length)) {
    case 'sw.js':
      return { type: 'text/javascript', body: serviceWorker(client) };
    case 'site.webmanifest':
      return { type: 'application/manifest+json', body: manifest(client) };
    case 'icon.svg':
      return { type: 'image/svg+xml', body: icon };
    default:
      return { body: clientPage(client) };
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const page = (name: string, body: string, head = ''): string =>
  `<!doctype html><html lang=en><meta charset=utf-8><title>${escaped(name)}</title>${head}<h1>${escaped(name)}</h1>${body}`;

const icon = '<svg xmlns="http://www.w3.org/2000/svg" width="144" height="144"><circle r="72"/></svg>';

const manifest = ({ name, scope }: Client): string =>
  JSON.stringify({
    name,
    id: scope,
    start_url: scope,
    scope,
    display: 'standalone',
    icons: [{ src: `${scope}icon.svg`, sizes: '144x144', type: 'image/svg+xml' }],
  });

/** The way such clients do it: `data-worker` says when the worker answers for this page. */
const clientPage = (client: Client): string =>
  page(
    client.name,
    `<script>
navigator.serviceWorker?.register('${client.scope}sw.js', { scope: '${client.scope}' }).then(() =>
  navigator.serviceWorker.ready).then(() => { document.documentElement.dataset.worker = 'ready'; });
if (location.search.includes('unsaved')) addEventListener('beforeunload', (event) => event.preventDefault());
</script>`,
    `<link rel=manifest href="${client.scope}site.webmanifest">`,
  );

/** Answers every navigation of its scope from the cache, also when the server is gone. */
const serviceWorker = ({ name, scope }: Client): string => `
addEventListener('install', (event) => event.waitUntil(caches.open('shell').then((cache) =>
  cache.put('${scope}', new Response(${JSON.stringify(page(`${name} (from its worker)`, ''))},
    { headers: { 'content-type': 'text/html; charset=utf-8' } }))).then(() => skipWaiting())));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.respondWith(caches.match('${scope}'));
});
`;

/** `/redirect/301?to=…` and the like; anything else is a page that names its host. */
function neutral(host: string, url: URL): SiteAnswer {
  const to = url.searchParams.get('to') ?? '';
  const [, kind = '', how = '302'] = url.pathname.split('/');
  const script = (code: string): SiteAnswer => ({ body: page(host, `<script>${code}</script>`) });
  const target = JSON.stringify(to).replaceAll('<', '\\u003c');
  switch (kind) {
    case 'redirect':
      return redirect(host, how, to);
    case 'link':
      return { body: page(host, `<a id=link href="${escaped(to)}">there</a>`) };
    case 'frame':
      return {
        body: page(host, `<iframe id=frame src="${escaped(to)}" onload="document.title='framed'"></iframe>`),
      };
    case 'window':
      return { body: page(host, `<button id=open onclick="window.open(${escaped(target)})">open</button>`) };
    case 'blob':
      return script(
        `location.href = URL.createObjectURL(new Blob(['<script>location.href=' + ${JSON.stringify(target).replaceAll('<', '\\u003c')} + '<\\/script>'], { type: 'text/html' }))`,
      );
    case 'fetch':
      return script(
        `fetch(${target}, { mode: 'no-cors' }).then(() => { document.title = 'fetched' }, () => { document.title = 'refused' })`,
      );
    default:
      return { body: page(host, '') };
  }
}

function redirect(host: string, how: string, to: string): SiteAnswer {
  const target = JSON.stringify(to).replaceAll('<', '\\u003c');
  switch (how) {
    case 'meta':
      return { body: page(host, `<meta http-equiv=refresh content="0;url=${escaped(to)}">`) };
    case 'script':
      return { body: page(host, `<script>location.href = ${target}</script>`) };
    case 'form':
      return {
        body: page(
          host,
          `<form method=post action="${escaped(to)}"><input name=a value=b></form><script>document.forms[0].submit()</script>`,
        ),
      };
    default:
      return { status: Number(how), headers: { location: to } };
  }
}
