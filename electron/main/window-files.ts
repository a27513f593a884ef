import { Type } from 'typebox';
import { Check } from 'typebox/value';

export const windowScheme = 'portvakt';
export const trayOrigin = `${windowScheme}://tray`;

/** Nothing but the program's own files, and no form, frame or base that could lead elsewhere. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const windowHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const FileList = Type.Array(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' }), {
  minItems: 1,
  maxItems: 100,
});

/** The list that the build wrote beside the files. Throws when it is damaged: then the program itself is. */
export function servedFiles(list: string): ReadonlySet<string> {
  const names: unknown = JSON.parse(list);
  if (!Check(FileList, names)) throw new Error('the list of the window’s files is damaged');
  return new Set(names);
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
  png: 'image/png',
};

/** The file that an address means, if it is one of the list. */
export function fileFor(
  address: string,
  files: ReadonlySet<string>,
): { readonly name: string; readonly type: string } | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== `${windowScheme}:` || url.host !== 'tray') return undefined;
  const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
  const type = types[name.slice(name.lastIndexOf('.') + 1)];
  return files.has(name) && type !== undefined ? { name, type } : undefined;
}

/** The program's own files; developer tools bring their own and exist only where the program is not packaged. */
export const isOwn = (url: string, packaged: boolean): boolean =>
  url.startsWith(`${trayOrigin}/`) || (!packaged && url.startsWith('devtools://'));
