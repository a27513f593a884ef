import { mkdtempDisposableSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFileAtomically } from '#runtime/atomic-file.ts';

it('replaces the whole file, with its mode, and leaves nothing beside it', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-'));
  const path = join(folder.path, 'key');
  writeFileSync(path, 'old and longer than the new one');
  writeFileAtomically(path, 'new', 0o640);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder.path)).toEqual(['key']);
});

it('leaves the old file where the new one cannot be written', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-'));
  expect(() => writeFileAtomically(join(folder.path, 'missing', 'file'), 'x')).toThrow(/ENOENT/);
});

it('gives exactly that mode, whatever the umask takes away', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-'));
  const path = join(folder.path, 'file');
  const before = process.umask(0o077);
  try {
    writeFileAtomically(path, 'x', 0o644);
  } finally {
    process.umask(before);
  }
  expect(statSync(path).mode & 0o777).toBe(0o644);
});
