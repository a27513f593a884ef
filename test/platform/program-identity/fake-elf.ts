/** A small 64-bit ELF file whose constant data holds `text`; `stripped` has no section table, only a read-only segment. */
export function fakeElf(
  text: string,
  options: { readonly stripped?: boolean; readonly size?: number } = {},
): Buffer {
  const data = Buffer.from(text);
  const names = Buffer.from('\0.rodata\0.shstrtab\0');
  const dataAt = 64 + 56;
  const namesAt = dataAt + data.length;
  const sectionsAt = namesAt + names.length;
  const file = Buffer.alloc(Math.max(sectionsAt + 3 * 64, options.size ?? 8192));
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(2, 16);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  // One segment: PT_LOAD, readable.
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(4, 68);
  file.writeBigUInt64LE(BigInt(dataAt), 72);
  file.writeBigUInt64LE(BigInt(data.length), 96);
  data.copy(file, dataAt);
  names.copy(file, namesAt);
  if (options.stripped === true) return file;
  file.writeBigUInt64LE(BigInt(sectionsAt), 40);
  file.writeUInt16LE(64, 58);
  file.writeUInt16LE(3, 60);
  file.writeUInt16LE(2, 62);
  const section = (
    index: number,
    fields: readonly [name: number, type: number, flags: number, at: number, size: number],
  ): void => {
    const [name, type, flags, at, size] = fields;
    const start = sectionsAt + index * 64;
    file.writeUInt32LE(name, start);
    file.writeUInt32LE(type, start + 4);
    file.writeBigUInt64LE(BigInt(flags), start + 8);
    file.writeBigUInt64LE(BigInt(at), start + 24);
    file.writeBigUInt64LE(BigInt(size), start + 32);
  };
  section(1, [1, 1, 2, dataAt, data.length]);
  section(2, [9, 3, 0, namesAt, names.length]);
  return file;
}
