import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { Instant, strict } from '#policy/primitives.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';

const databaseName = 'server.sqlite';
const manifestName = 'backup.json';
/** Of the process that runs, not of the data. */
const leftOut = /^(lock.*|server\.sqlite.*|.*\.new|lost\+found)$/;
/** All pages in one step: with fewer, each commit of the server would make the copy begin anew, without end. */
const everyPage = 0x7fff_ffff;

const Manifest = Type.Object(
  {
    portvakt: Type.Literal('backup/1'),
    madeAt: Instant,
    files: Type.Array(
      Type.Object(
        {
          name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$' }),
          bytes: Type.Integer({ minimum: 0 }),
          sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
        },
        strict,
      ),
      { maxItems: 1_000 },
    ),
  },
  strict,
);
export type Backup = Static<typeof Manifest>;
const manifestCheck = Compile(Manifest);

/**
 * Copies the data folder of a server, running or not, into a new folder. What is acknowledged when it begins is in it. The
 * fault is a sentence.
 */
export async function makeBackup(
  data: string,
  target: string,
  now: number,
): Promise<Outcome<Backup, string>> {
  if (!existsSync(join(data, databaseName))) return fail(`${data} is not the data folder of a server`);
  const parent = dirname(resolve(target));
  if (!existsSync(parent)) return fail(`there is no folder ${parent}`);
  if (existsSync(target)) return fail(`${target} is there already: name a folder that is not`);
  const unfinished = join(parent, `.${basename(target)}.${process.pid}.unfinished`);
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    await copyDatabase(join(data, databaseName), join(unfinished, databaseName));
    // After the database: a row that needs a file was written when the file was there.
    const names = [databaseName, ...copyFiles(data, unfinished)];
    const whole = checkDatabase(join(unfinished, databaseName));
    if (!whole.ok) return whole;
    const files: Backup['files'] = [];
    for (const name of names) files.push({ name, ...(await hashOf(join(unfinished, name))) });
    const manifest: Backup = { portvakt: 'backup/1', madeAt: now, files };
    writeFileAtomically(join(unfinished, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
    for (const name of names) sync(join(unfinished, name));
    renameSync(unfinished, target);
    sync(parent);
    return ok(manifest);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Makes a data folder of a backup. Start the server on it with `--restored`: PCs may have seen newer releases. */
export async function restoreBackup(from: string, data: string): Promise<Outcome<Backup, string>> {
  const read = readManifest(from);
  if (!read.ok) return read;
  if (existsSync(data) && (!lstatSync(data).isDirectory() || readdirSync(data).length > 0))
    return fail(`${data} is not an empty folder: nothing was restored`);
  for (const { name, bytes, sha256 } of read.value.files) {
    const path = join(from, name);
    const found = existsSync(path) && lstatSync(path).isFile() ? await hashOf(path) : undefined;
    if (found?.sha256 !== sha256 || found.bytes !== bytes)
      return fail(`${name} in ${from} is missing or was changed: nothing was restored`);
  }
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chmodSync(data, 0o700);
  // The database last: without it a folder that was cut short is no data folder.
  for (const { name } of read.value.files.toSorted((one) => (one.name === databaseName ? 1 : -1))) {
    copyFileSync(join(from, name), join(data, name));
    chmodSync(join(data, name), 0o600);
    sync(join(data, name));
  }
  const whole = checkDatabase(join(data, databaseName));
  if (!whole.ok) {
    rmSync(join(data, databaseName));
    return whole;
  }
  sync(data);
  return ok(read.value);
}

async function copyDatabase(from: string, to: string): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600));
  using source = new DatabaseSync(from, { timeout: 30_000 });
  await backup(source, to, { rate: everyPage });
}

function copyFiles(from: string, to: string): string[] {
  const names = readdirSync(from, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && !leftOut.test(entry.name) ? entry.name : [],
  );
  return names.filter((name) => {
    try {
      copyFileSync(join(from, name), join(to, name));
    } catch (fault) {
      // The server took it away meanwhile: then it is not of this moment.
      if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return false;
      throw fault;
    }
    chmodSync(join(to, name), 0o600);
    return true;
  });
}

function readManifest(from: string): Outcome<Backup, string> {
  const path = join(from, manifestName);
  if (!existsSync(path)) return fail(`${from} is no backup: it has no ${manifestName}`);
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (manifestCheck.Check(read) && read.files.some(({ name }) => name === databaseName)) return ok(read);
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
  }
  return fail(`${path} is damaged, or of another version`);
}

function checkDatabase(path: string): Outcome<void, string> {
  try {
    // Closing the last connection of a database in WAL mode leaves no other file behind; the mode stays.
    using database = new DatabaseSync(path);
    const { integrity_check: said } = database.prepare('pragma integrity_check').get() ?? {};
    return said === 'ok' ? ok(undefined) : fail(`the database in it is damaged: ${String(said)}`);
  } catch {
    return fail('the database in it is damaged');
  }
}

async function hashOf(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

function sync(path: string): void {
  const opened = openSync(path, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
