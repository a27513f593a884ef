import { join } from 'node:path';
import { app, BrowserWindow, dialog, type WebContents } from 'electron';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { ledgerFileName } from './ledger-file-name.ts';

/**
 * The person chooses where, in the system's own dialog; only they can read the file, even where it takes the place of
 * another. What was there stays whole when there is no room. Rejects when it cannot be written.
 */
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
  writeFileAtomically(filePath, content, 0o600);
  return 'saved';
}
