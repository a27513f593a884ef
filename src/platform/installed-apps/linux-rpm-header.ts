/** What is read of an rpm header. */
export type RpmHeader = {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  /** Epoch ms. */
  readonly installedAt?: number;
};

const tags = { name: 1000, version: 1001, release: 1002, installTime: 1008, arch: 1022 } as const;
const fileTags = { dirIndexes: 1116, baseNames: 1117, dirNames: 1118 } as const;
const entryLimit = 65_536;

type Index = { readonly data: number; readonly find: (tag: number) => Place | undefined };
type Place = { readonly offset: number; readonly count: number };

/**
 * An rpm header blob: two big-endian counts (entries, bytes of data), 16 bytes per entry (tag, type, offset, count), then
 * the data. Undefined for anything else.
 */
export function parseRpmHeader(blob: Uint8Array): RpmHeader | undefined {
  const header = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const index = indexOf(header);
  if (index === undefined) return undefined;
  const text = (tag: number): string => {
    const place = index.find(tag);
    return place === undefined ? '' : textAt(header, index.data + place.offset).text;
  };
  const name = text(tags.name);
  if (name === '') return undefined;
  const release = text(tags.release);
  const time = index.find(tags.installTime);
  const at = time === undefined ? undefined : index.data + time.offset;
  const seconds = at === undefined || at + 4 > header.length ? 0 : header.readUInt32BE(at);
  return {
    name,
    version: release === '' ? text(tags.version) : `${text(tags.version)}-${release}`,
    arch: text(tags.arch),
    ...(seconds > 0 ? { installedAt: seconds * 1000 } : {}),
  };
}

/** Path of the file with this number in the package; undefined where the header does not hold it. */
export function rpmFileAt(blob: Uint8Array, number: number): string | undefined {
  const header = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const index = indexOf(header);
  const names = index?.find(fileTags.baseNames);
  const folders = index?.find(fileTags.dirNames);
  const numbers = index?.find(fileTags.dirIndexes);
  if (index === undefined || names === undefined || folders === undefined || numbers === undefined)
    return undefined;
  const at = index.data + numbers.offset + number * 4;
  if (number < 0 || number >= names.count || number >= numbers.count || at + 4 > header.length)
    return undefined;
  const folder = textNumber(header, index.data + folders.offset, header.readUInt32BE(at), folders.count);
  const name = textNumber(header, index.data + names.offset, number, names.count);
  return folder === undefined || name === undefined ? undefined : folder + name;
}

const mostFiles = 4_096;

/** Paths of the package's files; of a package of very many, the first. */
export function rpmFilesIn(blob: Uint8Array): readonly string[] {
  const header = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const index = indexOf(header);
  const names = index?.find(fileTags.baseNames);
  const folders = index?.find(fileTags.dirNames);
  const numbers = index?.find(fileTags.dirIndexes);
  if (index === undefined || names === undefined || folders === undefined || numbers === undefined) return [];
  const folderNames = textsAt(header, index.data + folders.offset, folders.count);
  return textsAt(header, index.data + names.offset, names.count).flatMap((name, number) => {
    const at = index.data + numbers.offset + number * 4;
    const folder =
      at + 4 > header.length || number >= numbers.count ? undefined : folderNames[header.readUInt32BE(at)];
    return folder === undefined ? [] : [folder + name];
  });
}

function textsAt(header: Buffer, start: number, count: number): readonly string[] {
  const found: string[] = [];
  for (let at = start; found.length < Math.min(count, mostFiles) && at < header.length;) {
    const { next, text } = textAt(header, at);
    found.push(text);
    at = next;
  }
  return found;
}

function indexOf(header: Buffer): Index | undefined {
  if (header.length < 8) return undefined;
  const entries = header.readUInt32BE(0);
  const data = 8 + entries * 16;
  if (entries > entryLimit || data + header.readUInt32BE(4) > header.length) return undefined;
  return {
    data,
    find: (tag) => {
      for (let at = 8; at < data; at += 16)
        if (header.readUInt32BE(at) === tag)
          return { offset: header.readUInt32BE(at + 8), count: header.readUInt32BE(at + 12) };
      return undefined;
    },
  };
}

function textAt(header: Buffer, at: number): { readonly text: string; readonly next: number } {
  const end = at < header.length ? header.indexOf(0, at) : -1;
  if (end === -1) return { text: '', next: header.length };
  return { text: header.toString('utf8', at, Math.min(end, at + 4096)), next: end + 1 };
}

function textNumber(header: Buffer, start: number, number: number, count: number): string | undefined {
  if (number >= count) return undefined;
  let at = start;
  for (let skipped = 0; skipped < number && at < header.length; skipped += 1) {
    const end = header.indexOf(0, at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  return at < header.length ? textAt(header, at).text : undefined;
}
