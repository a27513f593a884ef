import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocol, type Session } from 'electron';
import { fileFor, servedFiles, windowHeaders, windowScheme } from './window-files.ts';

/** Makes the window's own scheme a secure origin. Call before the app is ready. */
export function announceScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: windowScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the window's files to this session: those that the build has listed, and no others. */
export function serveWindow(session: Session, folder: string): void {
  const files = servedFiles(readFileSync(join(folder, 'files.json'), 'utf8'));
  session.protocol.handle(windowScheme, async ({ url, method }) => {
    const file = method === 'GET' ? fileFor(url, files) : undefined;
    if (file === undefined) return new Response(null, { status: 404, headers: windowHeaders });
    const body = await readFile(join(folder, file.name));
    return new Response(new Uint8Array(body), { headers: { ...windowHeaders, 'content-type': file.type } });
  });
}
