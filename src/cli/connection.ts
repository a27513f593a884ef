import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { failing, systemCode, type CliFault } from './cli-fault.ts';

/** Which server to speak to, and as whom. The token is a secret. */
export const Connection = Type.Object(
  {
    /** `https://…`, without a path; `http://` on this machine only. */
    server: Type.String({ pattern: '^https?://[^\\s/]{1,300}$' }),
    token: Type.String({ pattern: '^[\\x21-\\x7e]{1,256}$' }),
  },
  { additionalProperties: false },
);
export type Connection = Static<typeof Connection>;

type Env = Readonly<Record<string, string | undefined>>;
const check = Compile(Connection);

/** `$XDG_CONFIG_HOME/portvakt/cli.json`; on Windows under `%APPDATA%`. */
export function connectionPath(env: Env): string {
  const configured = env['XDG_CONFIG_HOME'];
  const folder =
    configured !== undefined && isAbsolute(configured)
      ? configured
      : (env['APPDATA'] ?? join(env['HOME'] ?? homedir(), '.config'));
  return join(folder, 'portvakt', 'cli.json');
}

/** Keeps a connection for the next commands, readable by this account alone. Gives the path; throws when it cannot be written. */
export function writeConnection(connection: Connection, env: Env): string {
  const path = connectionPath(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileAtomically(path, `${JSON.stringify(connection, null, 2)}\n`, 0o600);
  return path;
}

/**
 * The connection to use: `--server` and `PORTVAKT_SERVER` before the file, `PORTVAKT_TOKEN` and `PORTVAKT_TOKEN_FILE`
 * before the file. The file's token is given to the file's server only.
 */
export function readConnection(given: string | undefined, env: Env): Outcome<Connection, CliFault> {
  const kept = keptConnection(env);
  if (!kept.ok) return kept;
  const text = given ?? env['PORTVAKT_SERVER'] ?? kept.value?.server;
  if (text === undefined)
    return failing(
      'usage',
      'no server is set up. Sign in with `portvakt login --server https://… --token-file …`, or set PORTVAKT_SERVER and PORTVAKT_TOKEN_FILE',
    );
  const server = serverOrigin(text);
  if (!server.ok) return server;
  const token = tokenFrom(env);
  if (!token.ok) return token;
  const mine = kept.value?.server === server.value ? kept.value.token : undefined;
  const used = token.value ?? mine;
  if (used === undefined)
    return failing(
      'usage',
      `there is no operator token for ${server.value}. Sign in with \`portvakt login --server ${server.value} --token-file …\`, or set PORTVAKT_TOKEN_FILE`,
    );
  return ok({ server: server.value, token: used });
}

/** The origin of a server's address. A token never travels unencrypted over a network. */
export function serverOrigin(text: string): Outcome<string, CliFault> {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return failing('usage', 'the address of the server is not like `https://portvakt.example.org`');
  if (url.username !== '' || url.password !== '')
    return failing('usage', 'the address of the server must hold no user name and no password');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return failing('usage', 'http:// is for a server on this machine only: write https://');
  return ok(url.origin);
}

/** A token as it stands in a file, without the line break at its end. */
export function readTokenFile(path: string): Outcome<string, CliFault> {
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8').trim();
  } catch (fault) {
    return failing('usage', `the token file cannot be read (${systemCode(fault) ?? 'unknown'})`);
  }
  return /^[\x21-\x7e]{1,256}$/.test(text) ? ok(text) : failing('usage', 'the token file holds no token');
}

function tokenFrom(env: Env): Outcome<string | undefined, CliFault> {
  const token = env['PORTVAKT_TOKEN'];
  if (token !== undefined && token !== '')
    return /^[\x21-\x7e]{1,256}$/.test(token) ? ok(token) : failing('usage', 'PORTVAKT_TOKEN is no token');
  const file = env['PORTVAKT_TOKEN_FILE'];
  return file === undefined || file === '' ? ok(undefined) : readTokenFile(file);
}

function keptConnection(env: Env): Outcome<Connection | undefined, CliFault> {
  const path = connectionPath(env);
  let value: unknown;
  try {
    // Windows has no such bits: its profile folders are closed to others.
    if ((statSync(path).mode & 0o077) !== 0 && process.getuid !== undefined)
      return failing(
        'refused',
        `${path} can be read by others: \`chmod 600\` it, and revoke the token if they may have`,
      );
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (fault) {
    const code = systemCode(fault);
    if (code === 'ENOENT' || code === 'ENOTDIR') return ok(undefined);
    return fail({ exit: 'fault', message: `${path} cannot be read (${code ?? 'not JSON'}): sign in anew` });
  }
  return check.Check(value) ? ok(value) : failing('fault', `${path} is not as it should be: sign in anew`);
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
