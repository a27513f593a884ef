/**
 * Update manifests of the packed extension, by which browsers find it: on the PC with `file:` addresses, on the server with
 * its own. Pure: who writes them knows where the files lie.
 */
export type ExtensionUpdate = {
  readonly id: string;
  readonly version: string;
  /** Absolute address of the packed file. */
  readonly address: string;
  /** Of the packed file, lower-case hex; browsers then take nothing else. */
  readonly sha256?: string;
};

/** For Chromium: `gupdate`, protocol 2.0. */
export function chromiumUpdates({ id, version, address, sha256 }: ExtensionUpdate): string {
  const hash = sha256 === undefined ? '' : ` hash_sha256="${escaped(sha256)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${escaped(id)}">
    <updatecheck codebase="${escaped(address)}" version="${escaped(version)}"${hash}/>
  </app>
</gupdate>
`;
}

/** For Firefox: `updates.json`. */
export function firefoxUpdates({ id, version, address, sha256 }: ExtensionUpdate): string {
  const update = {
    version,
    update_link: address,
    ...(sha256 === undefined ? {} : { update_hash: `sha256:${sha256}` }),
  };
  return `${JSON.stringify({ addons: { [id]: { updates: [update] } } }, undefined, 2)}\n`;
}

/**
 * The `file:` address of an absolute POSIX path. Every character that means something in an address is written in
 * percent form, so that a folder of any name can be named.
 */
export function fileAddress(path: string): string {
  return `file://${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Text for an XML attribute; characters that XML 1.0 cannot hold at all are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll(/[\t\n\r]/g, (one) => `&#${one.charCodeAt(0)};`);
}
