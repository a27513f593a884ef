/** What a canary prints, and the exit code with which it ends. */
export const canaryLine = 'portvakt canary ran\n';
export const canaryExit = 42;

/** Processors for which a canary can be made; named as Node names them (`process.arch`). */
export type CanaryArch = 'x64' | 'arm64';

const headerSize = 64;
const segmentSize = 56;
const codeAt = headerSize + 2 * segmentSize;
/** Where the file is mapped. A multiple of the largest page that either processor uses (64 KiB). */
const base = 0x40_0000n;
const largestPage = 0x1_0000n;

const machines = { x64: 62, arm64: 183 } as const; // EM_X86_64, EM_AARCH64 (elf.h)

/**
 * A whole program: `nanosleep(2.5 s); write(1, line, length); exit_group(42)`. It is linked with nothing, reads nothing and
 * needs no memory but its own page, so that it runs wherever a program may be started at all. It waits because it would
 * otherwise be done long before any real program had loaded its libraries: what ends programs once they run, and be it by a look
 * every second, is in time for those. `name` makes the files of two canaries differ.
 */
export function canaryProgram(arch: CanaryArch, name: string): Uint8Array {
  const line = Buffer.from(canaryLine, 'latin1');
  const code = arch === 'x64' ? codeX64(line.length) : codeArm64(line.length);
  const wait = Buffer.alloc(waitSize);
  wait.writeBigUInt64LE(2n, 0);
  wait.writeBigUInt64LE(500_000_000n, 8);
  const content = Buffer.concat([code, wait, line, Buffer.from(`\0${name}\0`, 'latin1')]);
  return Buffer.concat([header(machines[arch]), segments(codeAt + content.length), content]);
}
/** A `struct timespec`: seconds and nanoseconds. */
const waitSize = 16;

/** Elf64_Ehdr (elf(5)). Both processors are little-endian as Node runs on them. */
function header(machine: number): Buffer {
  const bytes = Buffer.alloc(headerSize);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // magic, 64 bits, little-endian, version 1
  bytes.writeUInt16LE(2, 16); // ET_EXEC
  bytes.writeUInt16LE(machine, 18);
  bytes.writeUInt32LE(1, 20); // EV_CURRENT
  bytes.writeBigUInt64LE(base + BigInt(codeAt), 24); // entry
  bytes.writeBigUInt64LE(BigInt(headerSize), 32); // program headers; no section headers
  bytes.writeUInt16LE(headerSize, 52);
  bytes.writeUInt16LE(segmentSize, 54);
  bytes.writeUInt16LE(2, 56);
  return bytes;
}

/** Two Elf64_Phdr: the whole file, readable and executable; and a stack that is not executable. */
function segments(size: number): Buffer {
  const bytes = Buffer.alloc(2 * segmentSize);
  bytes.writeUInt32LE(1, 0); // PT_LOAD
  bytes.writeUInt32LE(4 | 1, 4); // PF_R | PF_X
  bytes.writeBigUInt64LE(base, 16); // virtual address
  bytes.writeBigUInt64LE(base, 24); // physical address
  bytes.writeBigUInt64LE(BigInt(size), 32); // in the file
  bytes.writeBigUInt64LE(BigInt(size), 40); // in memory
  bytes.writeBigUInt64LE(largestPage, 48);
  bytes.writeUInt32LE(0x6474_e551, segmentSize); // PT_GNU_STACK
  bytes.writeUInt32LE(4 | 2, segmentSize + 4); // PF_R | PF_W
  return bytes;
}

const word = (value: number): readonly number[] => [value, 0, 0, 0];

/** The time and then the line follow the code, so that their addresses are distances to its end. Numbers of calls: syscall(2). */
function codeX64(length: number): Buffer {
  const third = [
    ...[0xba, ...word(length)], //     mov edx, length
    ...[0x0f, 0x05], //                syscall
    ...[0xb8, ...word(231)], //        mov eax, 231    exit_group
    ...[0xbf, ...word(canaryExit)], // mov edi, 42
    ...[0x0f, 0x05], //                syscall
  ];
  const second = [
    ...[0x31, 0xf6], //                xor esi, esi    what is left of the time is told to nobody
    ...[0xb8, ...word(35)], //         mov eax, 35     nanosleep
    ...[0x0f, 0x05], //                syscall
    ...[0xb8, ...word(1)], //          mov eax, 1      write
    ...[0xbf, ...word(1)], //          mov edi, 1      standard output
    ...[0x48, 0x8d, 0x35, ...word(third.length + waitSize)], // lea rsi, [rip + line]
    ...third,
  ];
  return Buffer.from([0x48, 0x8d, 0x3d, ...word(second.length), ...second]); // lea rdi, [rip + time]
}

function codeArm64(length: number): Buffer {
  const count = 12;
  const movz = (register: number, value: number): number => 0xd280_0000 + value * 32 + register;
  /** From the instruction with this index to a place so many bytes after the code; both in words of four bytes. */
  const adr = (register: number, index: number, after: number): number =>
    0x1000_0000 + (count - index + after / 4) * 32 + register;
  const instructions = [
    adr(0, 0, 0), //           adr x0, time
    movz(1, 0), //             mov x1, #0
    movz(8, 101), //           mov x8, #101     nanosleep
    0xd400_0001, //            svc #0
    movz(0, 1), //             mov x0, #1       standard output
    adr(1, 5, waitSize), //    adr x1, line
    movz(2, length), //        mov x2, #length
    movz(8, 64), //            mov x8, #64      write
    0xd400_0001, //            svc #0
    movz(0, canaryExit), //    mov x0, #42
    movz(8, 94), //            mov x8, #94      exit_group
    0xd400_0001, //            svc #0
  ];
  if (instructions.length !== count) throw new Error('canary: the line lies elsewhere');
  const bytes = Buffer.alloc(count * 4);
  for (const [index, instruction] of instructions.entries()) bytes.writeUInt32LE(instruction, index * 4);
  return bytes;
}
