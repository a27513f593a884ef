/** SHA-256 as the caller's runtime gives it: 32 bytes for any input. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/**
 * The 32 letters by which Chromium names an installed web app: the first 16 bytes of SHA-256 applied twice to the
 * manifest id (an absolute URL; without an `id` in the manifest it is the start URL), each hex digit as a letter a to p.
 * Source: Chromium `web_app_helpers.cc`, `GenerateAppId`; `crx_file::id_util::GenerateId`.
 */
export const pwaAppId = (manifestId: string, sha256: Sha256): string => {
  const hash = sha256(sha256(utf8(manifestId)));
  let id = '';
  for (const byte of hash.subarray(0, 16)) id += letter(byte >> 4) + letter(byte & 15);
  return id;
};

const letter = (digit: number): string => String.fromCharCode(97 + digit);

// No TextEncoder here: the room knows the language only. encodeURIComponent speaks UTF-8.
const utf8 = (text: string): Uint8Array => {
  const escaped = encodeURIComponent(text);
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at += 1) {
    if (escaped[at] === '%') {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(escaped.charCodeAt(at));
  }
  return Uint8Array.from(bytes);
};
