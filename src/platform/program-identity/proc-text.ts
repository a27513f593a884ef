import { closeSync, openSync, readSync } from 'node:fs';

/** Some thousands of mounts: who makes a namespace of more must not have each of his starts read for long. */
const longest = 262_144;

/** A file of `/proc`, or as much of it as anybody needs; nothing once the process has ended. */
export function procText(path: string, limit = longest): string {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const text = Buffer.allocUnsafe(limit);
    let length = 0;
    for (let read = -1; read !== 0 && length < limit; length += read)
      read = readSync(fd, text, length, limit - length, null);
    return text.toString('utf8', 0, length);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
