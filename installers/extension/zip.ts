import { unzipSync, zipSync, type Zippable } from 'fflate';

/** Files by their path inside, with `/`. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A ZIP whose bytes depend on names and contents alone. Throws on a name that could leave the folder it is unpacked to. */
export function packZip(files: Files): Uint8Array {
  const entries: Zippable = {};
  for (const name of [...files.keys()].toSorted()) {
    if (!isSafeName(name)) throw new Error(`no name for a packed file: ${JSON.stringify(name)}`);
    entries[name] = files.get(name) ?? new Uint8Array();
  }
  // A ZIP has the local time of nowhere; this is the first that it can say.
  return zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1) });
}

/** The files of that name in a ZIP, each at most `limit` bytes unpacked; undefined for what is no ZIP. */
export function readFromZip(
  zip: Uint8Array,
  wanted: (name: string) => boolean,
  limit: number,
): Files | undefined {
  try {
    return new Map(
      Object.entries(
        unzipSync(zip, { filter: ({ name, originalSize }) => wanted(name) && originalSize <= limit }),
      ),
    );
  } catch {
    return undefined;
  }
}

/** Small portable paths only: no drive, no `..`, nothing hidden, no upper and lower case of the same. */
export function isSafeName(name: string): boolean {
  return name.length <= 200 && /^(?:[a-z0-9_][a-z0-9._-]*\/)*[a-z0-9_][a-z0-9._-]*$/i.test(name);
}
