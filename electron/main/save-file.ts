import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, type WebContents } from 'electron';
import { ledgerFileName } from './ledger-export.ts';

/** The person chooses where, in the system's own dialog; only they can read the file. Rejects when it cannot be written. */
export async function saveLedger(
  content: string,
  now: number,
  beside: WebContents | undefined,
): Promise<'saved' | 'cancelled'> {
  const options = {
    defaultPath: join(app.getPath('documents'), ledgerFileName(now)),
    filters: [{ name: 'JSON', extensions: ['json'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  } satisfies Electron.SaveDialogOptions;
  const window = beside === undefined ? null : BrowserWindow.fromWebContents(beside);
  const { canceled, filePath } =
    window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
  if (canceled || filePath === '') return 'cancelled';
  await writeFile(filePath, content, { mode: 0o600 });
  return 'saved';
}
