const key = 'web_apps-dt-';
/** The start URL is the first field of a record, right behind its key. */
const nearKey = 64;

/**
 * Start URLs by app id, from a file of a profile's `Sync Data/LevelDB`: Chromium keeps a record per installed web app
 * there. Only those records are looked at. A record that was compressed may not be found.
 */
export function parseWebAppRecords(content: Buffer): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  for (let at = content.indexOf(key); at !== -1; at = content.indexOf(key, at + key.length)) {
    const idAt = at + key.length;
    const id = content.toString('latin1', idAt, idAt + 32);
    if (!/^[a-p]{32}$/.test(id)) continue;
    const next = content.indexOf(key, idAt);
    const end = Math.min(next === -1 ? content.length : next, idAt + 32 + nearKey);
    const url = urlIn(content, idAt + 32, end);
    if (url !== undefined) urls.set(id, url);
  }
  return urls;
}

/** A protobuf string that is a URL: its length, in one or two bytes, stands before it. */
function urlIn(content: Buffer, from: number, to: number): string | undefined {
  const at = content.indexOf('http', from);
  if (at === -1 || at >= to || at < 2) return undefined;
  const [high = 0, low = 0] = [content[at - 1], content[at - 2]];
  const size = low >= 0x80 ? (low & 0x7f) + (high << 7) : high;
  if (size > 512 || at + size > content.length) return undefined;
  const url = content.toString('latin1', at, at + size);
  return /^https?:\/\/[\x21-\x7e]+$/.test(url) && URL.canParse(url) ? url : undefined;
}
