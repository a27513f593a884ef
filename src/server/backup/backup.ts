import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
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
  rmdirSync,
  rmSync,
  statSync,
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
/** More is no list of a data folder's files. */
const mostManifestBytes = 1_048_576;
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
  for (const file of read.value.files)
    if (!(await isAsListed(join(from, file.name), file)))
      return fail(`${file.name} in ${from} is missing or was changed: nothing was restored`);
  const isNew = !existsSync(data);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chmodSync(data, 0o700);
  const done = await copyBack(from, data, read.value);
  // What is half there is taken away: the same command may be tried again.
  if (!done.ok) {
    for (const { name } of read.value.files) rmSync(join(data, name), { force: true });
    if (isNew) rmdirSync(data);
  } else sync(data);
  return done;
}

async function copyBack(from: string, data: string, made: Backup): Promise<Outcome<Backup, string>> {
  // The database last: without it a folder that was cut short is no data folder.
  const others = made.files.filter(({ name }) => name !== databaseName);
  for (const file of [...others, ...made.files.filter(({ name }) => name === databaseName)]) {
    const to = join(data, file.name);
    copyFileSync(join(from, file.name), to, constants.COPYFILE_EXCL);
    chmodSync(to, 0o600);
    // Of the copy: who may write into the backup could have changed it since it was looked at.
    if (!(await isAsListed(to, file))) return fail(`${file.name} in ${from} changes: nothing was restored`);
    sync(to);
  }
  const whole = checkDatabase(join(data, databaseName));
  return whole.ok ? ok(made) : whole;
}

/** A file, no link and no pipe, of that length and content. */
async function isAsListed(path: string, { bytes, sha256 }: Backup['files'][number]): Promise<boolean> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === bytes && (await hashOf(path)).sha256 === sha256;
}

async function copyDatabase(from: string, to: string): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600));
  using source = new DatabaseSync(from, { timeout: 30_000 });
  await backup(source, to, { rate: everyPage });
}

function copyFiles(from: string, to: string): string[] {
  // A key that is a link to where keys are kept is one of its files too.
  const names = readdirSync(from).filter(
    (name) => !leftOut.test(name) && statSync(join(from, name), { throwIfNoEntry: false })?.isFile() === true,
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
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return fail(`${from} is no backup: it has no ${manifestName}`);
  if (!found.isFile() || found.size > mostManifestBytes)
    return fail(`${path} is damaged, or of another version`);
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (manifestCheck.Check(read) && isListOfDataFolder(read)) return ok(read);
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
  }
  return fail(`${path} is damaged, or of another version`);
}

/** Nothing twice, also where capitals are no difference; nothing that a backup never has, like a journal beside the database. */
function isListOfDataFolder({ files }: Backup): boolean {
  const names = files.map(({ name }) => name.toLowerCase());
  return (
    files.some(({ name }) => name === databaseName) &&
    new Set(names).size === names.length &&
    names.every((name) => name === databaseName || (name !== manifestName && !leftOut.test(name)))
  );
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
