import { join, resolve } from 'node:path';
import { readArguments, usage, type Arguments } from './arguments.ts';

export const top = join(import.meta.dirname, '../..');
export const usualOutFolder = join(top, '.cache/extension');
const ownKey = join(top, '.cache/extension-key.pem');

/** `npm run build:extension`. The code at which the program ends. */
async function runBuild(args: readonly string[], environmentKey?: string): Promise<number> {
  let read: Arguments | undefined;
  try {
    read = readArguments(args);
    if (read.help) {
      process.stdout.write(usage);
      return 0;
    }
    // Only now: a production install has no bundler.
    const { buildExtension } = await import('./build-extension.ts');
    const said = await buildExtension({
      top,
      folder: resolve(read.folder ?? usualOutFolder),
      store: read.store,
      key: {
        own: ownKey,
        ...(read.key === undefined ? {} : { file: read.key }),
        ...(environmentKey === undefined ? {} : { environment: environmentKey }),
      },
      ...(read.firefoxSigned === undefined ? {} : { firefoxSigned: read.firefoxSigned }),
      ...(read.installedIn === undefined ? {} : { installedIn: read.installedIn }),
    });
    if (!read.quiet) process.stdout.write(`${said.join('\n')}\n`);
    return 0;
  } catch (error) {
    const why = sentenceOf(error);
    if (read?.ifPossible === true) {
      process.stderr.write(`the browser extension was not built, and browsers are left alone: ${why}\n`);
      return 0;
    }
    process.stderr.write(`build:extension: ${why}\n`);
    return read === undefined ? 64 : 1;
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
    const [, missing = 'a package'] = /package '([^']+)'/.exec(error.message) ?? [];
    return `${missing} is not installed here`;
  }
  return error.message
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 3)
    .join(' ');
}

if (import.meta.main)
  process.exitCode = await runBuild(process.argv.slice(2), process.env['PORTVAKT_EXTENSION_KEY']);
