import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { saveLedger } from '#electron/main/save-file.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const chosen = vi.hoisted(() => ({ answer: { canceled: true, filePath: '' }, asked: [] as unknown[] }));
vi.mock('electron', () => ({
  app: { getPath: (name: string) => `/home/anna/${name}` },
  BrowserWindow: { fromWebContents: () => null },
  dialog: {
    showSaveDialog: (options: unknown) => {
      chosen.asked.push(options);
      return Promise.resolve(chosen.answer);
    },
  },
}));

const now = Date.UTC(2026, 10, 22);

describe('saving the ledger', () => {
  beforeEach(() => {
    chosen.asked.length = 0;
  });

  it('proposes a dated name among the documents, and asks before it replaces anything', async () => {
    chosen.answer = { canceled: true, filePath: '' };
    expect(await saveLedger('{}', now, undefined)).toBe('cancelled');
    expect(chosen.asked).toMatchObject([
      {
        defaultPath: '/home/anna/documents/portvakt-2026-11-22.json',
        properties: expect.arrayContaining(['showOverwriteConfirmation']),
      },
    ]);
  });

  it('is for the person alone to read, even where everybody could read what stood there', async () => {
    using folder = tempFolder();
    const filePath = join(folder.path, 'ledger.json');
    writeFileSync(filePath, 'something longer that was there before');
    chmodSync(filePath, 0o644);
    chosen.answer = { canceled: false, filePath };
    expect(await saveLedger('{"new":1}', now, undefined)).toBe('saved');
    expect(readFileSync(filePath, 'utf8')).toBe('{"new":1}');
    expect(statSync(filePath).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path)).toEqual(['ledger.json']);
  });

  it('rejects where it cannot be written', async () => {
    chosen.answer = { canceled: false, filePath: '/proc/no/such/folder/ledger.json' };
    await expect(saveLedger('{}', now, undefined)).rejects.toThrow(/ENOENT/);
  });
});
