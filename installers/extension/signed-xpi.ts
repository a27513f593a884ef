import { readFromZip } from './zip.ts';

/** Far above what the extension weighs; below what would hurt to unpack. */
const fileLimit = 1_000_000;

/** Why this is not the XPI that Mozilla signed for this id and version; undefined where it is. */
export function signedXpiFault(
  xpi: Uint8Array,
  { id, version }: { readonly id: string; readonly version: string },
): string | undefined {
  const signature = 'META-INF/mozilla.rsa';
  const files = readFromZip(xpi, (name) => name === 'manifest.json' || name === signature, fileLimit);
  if (files === undefined) return 'it is no ZIP file';
  if ((files.get(signature)?.length ?? 0) === 0) return `Mozilla has not signed it: it holds no ${signature}`;
  const text = files.get('manifest.json');
  if (text === undefined) return 'it holds no manifest.json';
  const manifest = parsed(text);
  if (manifest === undefined) return 'its manifest.json cannot be read';
  if (manifest.id !== id)
    return `it is another extension (${JSON.stringify(manifest.id)}, not ${JSON.stringify(id)})`;
  if (manifest.version !== version)
    return `it is another version (${JSON.stringify(manifest.version)}, not ${JSON.stringify(version)})`;
  return undefined;
}

function parsed(text: Uint8Array): { readonly id: unknown; readonly version: unknown } | undefined {
  try {
    const manifest = JSON.parse(Buffer.from(text).toString('utf8')) as unknown;
    return { id: geckoId(manifest), version: memberOf(manifest, 'version') };
  } catch {
    return undefined;
  }
}

/** The id by which Firefox knows the extension of this manifest. */
export function geckoId(manifest: unknown): unknown {
  return memberOf(memberOf(memberOf(manifest, 'browser_specific_settings'), 'gecko'), 'id');
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
