import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateRsaKey, rsaPublicKey } from '#runtime/signature.ts';

export type KeySource = {
  /** Of `--key`. */
  readonly file?: string;
  /** `PORTVAKT_EXTENSION_KEY`: a file, or the PEM text itself. */
  readonly environment?: string;
  /** The key of this machine, made where it is missing. */
  readonly own: string;
};
export type Key = {
  readonly pem: string;
  /** Whether it is this machine's own, so that the extension's id is nobody else's. */
  readonly own: boolean;
  readonly made: boolean;
};

/** The key that signs the packed extension and gives it its id. Throws, with a sentence for the person who builds. */
export function loadKey({ file, environment = '', own }: KeySource): Key {
  if (file !== undefined) return { pem: readKey(file), own: false, made: false };
  if (environment.includes('-----BEGIN'))
    return { pem: checked(environment, 'PORTVAKT_EXTENSION_KEY'), own: false, made: false };
  if (environment !== '') return { pem: readKey(environment), own: false, made: false };
  const made = makeUnlessThere(own);
  return { pem: readKey(own), own: true, made };
}

function readKey(file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`the key file ${file} cannot be read (${code})`, { cause: error });
  }
  return checked(pem, file);
}

function checked(pem: string, where: string): string {
  try {
    rsaPublicKey(pem);
    return pem;
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Whole or not at all, and never over another: two builds at once end with one key. */
function makeUnlessThere(path: string): boolean {
  try {
    readFileSync(path);
    return false;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return false;
  }
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}.new`;
  try {
    writeFileSync(fresh, generateRsaKey(), { mode: 0o600, flag: 'wx' });
    linkSync(fresh, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}
