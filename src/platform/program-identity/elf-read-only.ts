/** A stretch of a file, in bytes. */
export type FileRange = { readonly offset: number; readonly size: number };
/** Reads at most `size` bytes at `offset`; fewer at the end of the file. */
export type ReadAt = (offset: number, size: number) => Buffer;

const sectionLimit = 4096;
const [progBits, load] = [1, 1];
const [write, alloc, executable] = [1n, 2n, 4n];
const [segmentWrite, segmentExecute] = [2, 1];

/**
 * Where the constant data of a 64-bit little-endian ELF file lies: its `.rodata` sections, else its other read-only data
 * sections, else (sections stripped) its read-only segments. Undefined for any other file.
 */
export function readOnlyRanges(readAt: ReadAt, fileSize: number): readonly FileRange[] | undefined {
  const head = readAt(0, 64);
  if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46 || head[4] !== 2 || head[5] !== 1)
    return undefined;
  const inFile = (range: FileRange): boolean =>
    range.size > 0 && range.offset >= 0 && range.offset + range.size <= fileSize;
  const sections = sectionsOf(readAt, head).filter(inFile);
  const constants = sections.filter(({ name }) => /^\.l?rodata/.test(name));
  const chosen = constants.length > 0 ? constants : sections;
  return (chosen.length > 0 ? chosen : segmentsOf(readAt, head).filter(inFile)).map(({ offset, size }) => ({
    offset,
    size,
  }));
}

function sectionsOf(readAt: ReadAt, head: Buffer): readonly (FileRange & { readonly name: string })[] {
  const [entrySize, count, names] = [head.readUInt16LE(58), head.readUInt16LE(60), head.readUInt16LE(62)];
  if (entrySize !== 64 || count === 0 || count > sectionLimit) return [];
  const table = readAt(Number(head.readBigUInt64LE(40)), count * 64);
  if (table.length < count * 64 || names >= count) return [];
  const range = (at: number): FileRange => ({
    offset: Number(table.readBigUInt64LE(at + 24)),
    size: Number(table.readBigUInt64LE(at + 32)),
  });
  const nameTable = range(names * 64);
  const text = readAt(nameTable.offset, Math.min(nameTable.size, 65_536));
  const found: (FileRange & { readonly name: string })[] = [];
  for (let at = 0; at < table.length; at += 64) {
    const flags = table.readBigUInt64LE(at + 8);
    const constant = (flags & alloc) !== 0n && (flags & (write | executable)) === 0n;
    if (table.readUInt32LE(at + 4) !== progBits || !constant) continue;
    const nameAt = table.readUInt32LE(at);
    const end = nameAt < text.length ? text.indexOf(0, nameAt) : -1;
    found.push({ ...range(at), name: end === -1 ? '' : text.toString('latin1', nameAt, end) });
  }
  return found;
}

function segmentsOf(readAt: ReadAt, head: Buffer): readonly FileRange[] {
  const [entrySize, count] = [head.readUInt16LE(54), head.readUInt16LE(56)];
  if (entrySize !== 56 || count === 0 || count > sectionLimit) return [];
  const table = readAt(Number(head.readBigUInt64LE(32)), count * 56);
  const found: (FileRange & { readonly flags: number })[] = [];
  for (let at = 0; at + 56 <= table.length; at += 56)
    if (table.readUInt32LE(at) === load)
      found.push({
        flags: table.readUInt32LE(at + 4),
        offset: Number(table.readBigUInt64LE(at + 8)),
        size: Number(table.readBigUInt64LE(at + 32)),
      });
  const readable = found.filter(({ flags }) => (flags & segmentWrite) === 0);
  const data = readable.filter(({ flags }) => (flags & segmentExecute) === 0);
  return data.length > 0 ? data : readable;
}
