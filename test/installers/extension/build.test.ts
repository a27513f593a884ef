import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildExtension, type Build } from '#installers/extension/build-extension.ts';
import { chromiumId } from '#installers/extension/crx.ts';
import { fillFolder } from '#installers/extension/folder.ts';
import { loadKey } from '#installers/extension/key.ts';
import { isSafeName, packZip } from '#installers/extension/zip.ts';
import type { ExtensionPackage } from '#protocol/extension-package.ts';
import { generateRsaKey, generateSigningKey } from '#runtime/signature.ts';
import { top } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { standIn } from './stand-in.ts';

const run = promisify(execFile);
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted();
const described = (folder: string): ExtensionPackage =>
  JSON.parse(readFileSync(join(folder, 'extension.json'), 'utf8')) as ExtensionPackage;

/** A build of the stand-in, in a folder with a project's version. */
function buildIn(path: string, version = '1.2.3'): Build {
  writeFileSync(join(path, 'package.json'), JSON.stringify({ version }));
  const key = { own: join(path, 'key.pem') };
  return { top: path, folder: join(path, 'out'), key, store: false, sources: standIn(path) };
}

describe('the folder that a build leaves', () => {
  it('stays as it is when nothing changed, down to the times of its files', async () => {
    using folder = tempFolder();
    const build = buildIn(folder.path);
    await buildExtension(build);
    const times = (): unknown =>
      filesIn(build.folder).map((name) => [
        name,
        statSync(join(build.folder, name), { bigint: true }).mtimeNs,
      ]);
    const before = times();
    await buildExtension(build);
    expect(times()).toEqual(before);
  });

  it('holds no packed file of another version, and nothing in its own folders that it did not put there', async () => {
    using folder = tempFolder();
    await buildExtension(buildIn(folder.path));
    const out = join(folder.path, 'out');
    writeFileSync(join(out, 'chromium/old.js'), '');
    mkdirSync(join(out, 'firefox/old'));
    writeFileSync(join(out, 'kept.txt'), 'mine');
    await buildExtension(buildIn(folder.path, '1.2.4'));
    const names = filesIn(out);
    expect(names).toContain('portvakt-1.2.4.crx');
    expect(names).toContain('kept.txt');
    expect(names.filter((name) => /1\.2\.3|old/.test(name))).toEqual([]);
  });

  it('names the place where it will lie on the PCs, where that is another', async () => {
    using folder = tempFolder();
    const build = buildIn(folder.path);
    await buildExtension({ ...build, installedIn: '/usr/lib/portvakt/extension' });
    const named = 'file:///usr/lib/portvakt/extension/portvakt-1.2.3.';
    expect(readFileSync(join(build.folder, 'updates.xml'), 'utf8')).toContain(`${named}crx"`);
    expect(readFileSync(join(build.folder, 'updates.json'), 'utf8')).toContain(`${named}xpi"`);
  });

  it('can be read by everybody, and the key by its owner alone', async () => {
    using folder = tempFolder();
    const build = buildIn(folder.path);
    const umask = process.umask(0o077);
    try {
      await buildExtension(build);
    } finally {
      process.umask(umask);
    }
    const modes = filesIn(build.folder).map((name) => statSync(join(build.folder, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o644]));
    expect(statSync(join(build.folder, 'chromium')).mode & 0o777).toBe(0o755);
    expect(statSync(build.key.own).mode & 0o777).toBe(0o600);
  });

  it('is not written through a link to somewhere else', async () => {
    using folder = tempFolder();
    const build = buildIn(folder.path);
    mkdirSync(build.folder);
    mkdirSync(join(folder.path, 'elsewhere'));
    writeFileSync(join(folder.path, 'elsewhere/mine'), '');
    symlinkSync(join(folder.path, 'elsewhere'), join(build.folder, 'chromium'));
    await expect(buildExtension(build)).rejects.toThrow(/is a link/);
    expect(readdirSync(join(folder.path, 'elsewhere'))).toEqual(['mine']);
  });

  it.each(['../x', '/x', 'a/../x', 'a\\x', '.x', 'a//x', '', 'a/', 'C:x', 'a b', 'a\0', 'x'.repeat(201)])(
    'never has a packed file of the name %j',
    (name) => {
      expect(isSafeName(name)).toBe(false);
      expect(() => packZip(new Map([[name, new Uint8Array()]]))).toThrow(/no name/);
    },
  );

  it('replaces what is there, whatever it is', () => {
    using folder = tempFolder();
    const out = join(folder.path, 'out');
    mkdirSync(out);
    symlinkSync('/etc/hostname', join(out, 'extension.json'));
    const before = readFileSync('/etc/hostname', 'utf8');
    fillFolder(out, new Map([['extension.json', Buffer.from('{}')]]));
    expect(readFileSync('/etc/hostname', 'utf8')).toBe(before);
    expect(readFileSync(join(out, 'extension.json'), 'utf8')).toBe('{}');
  });

  it('does not empty a folder that is somebody’s own', () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, 'firefox'));
    writeFileSync(join(folder.path, 'firefox/profiles.ini'), 'mine');
    const files = new Map([
      ['firefox/manifest.json', Buffer.from('{}')],
      ['extension.json', Buffer.from('{}')],
    ]);
    expect(() => fillFolder(folder.path, files)).toThrow(/not of an earlier build/);
    expect(readFileSync(join(folder.path, 'firefox/profiles.ini'), 'utf8')).toBe('mine');
    rmSync(join(folder.path, 'firefox/profiles.ini'));
    fillFolder(folder.path, files);
    fillFolder(folder.path, files);
    expect(readdirSync(join(folder.path, 'firefox'))).toEqual(['manifest.json']);
    // A build that was interrupted is begun anew.
    rmSync(join(folder.path, 'extension.json'));
    writeFileSync(join(folder.path, 'portvakt-1.0.crx'), '');
    fillFolder(folder.path, files);
  });
});

describe('the key', () => {
  it('is made once where there is none, and said to be of this machine', async () => {
    using folder = tempFolder();
    const build = buildIn(folder.path);
    expect((await buildExtension(build)).join('\n')).toMatch(
      /made just now: the id is for this machine only/,
    );
    const { id } = described(build.folder).chromium;
    const again = (await buildExtension(build)).join('\n');
    expect(again).toMatch(/the id is for this machine only/);
    expect(again).not.toMatch(/made just now/);
    expect(described(build.folder).chromium.id).toBe(id);
  });

  it('may be a file, or stand in the environment as a file or as itself', async () => {
    using folder = tempFolder();
    const pem = generateRsaKey();
    const file = join(folder.path, 'given.pem');
    writeFileSync(file, pem);
    const build = buildIn(folder.path);
    for (const given of [{ file }, { environment: file }, { environment: pem }]) {
      const said = await buildExtension({ ...build, key: { ...build.key, ...given } });
      expect(said.join('\n')).not.toMatch(/this machine/);
      expect(described(build.folder).chromium.id).toBe(chromiumId(pem));
    }
    expect(existsSync(build.key.own)).toBe(false);
  });

  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  it.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /given\.pem: the key cannot be read/],
    ['no PEM', 'no key', /given\.pem: the key cannot be read/],
    ['random bytes', Buffer.from([0, 255, 1, 254]), /given\.pem: the key cannot be read/],
    ['Ed25519', generateSigningKey().exportPem(), /given\.pem: the key is no RSA key/],
    ['encrypted', generateSigningKey().exportPem('x'), /unencrypted/],
    ['too short', short.export({ format: 'pem', type: 'pkcs8' }).toString(), /1024 bits: at least 2048/],
  ])('that is %s is refused in a sentence', (_what, content, why) => {
    using folder = tempFolder();
    const file = join(folder.path, 'given.pem');
    writeFileSync(file, content);
    expect(() => loadKey({ file, own: '/nowhere' })).toThrow(why);
  });

  it('that is not there, or a folder, is refused in a sentence, and none is made for it', () => {
    using folder = tempFolder();
    const own = join(folder.path, 'own.pem');
    const file = join(folder.path, 'missing.pem');
    expect(() => loadKey({ file, own })).toThrow(/missing\.pem cannot be read \(ENOENT\)/);
    expect(() => loadKey({ environment: file, own })).toThrow(/missing\.pem cannot be read \(ENOENT\)/);
    expect(() => loadKey({ file: folder.path, own })).toThrow(/cannot be read \(EISDIR\)/);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe('the command', () => {
  const build = (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
    run(process.execPath, [join(top, 'installers/extension/build.ts'), ...args], {
      env: { PATH: process.env['PATH'] ?? '' },
    });

  it('builds the extension of this project, and is quiet where it is asked to be', async () => {
    using folder = tempFolder();
    const key = join(folder.path, 'key.pem');
    writeFileSync(key, generateRsaKey());
    const out = join(folder.path, 'out');
    expect(await build(out, '--key', key, '--quiet', '--if-possible')).toEqual({ stdout: '', stderr: '' });
    const first = filesIn(out).map((name) => readFileSync(join(out, name)));
    expect((await build(out, '--key', key)).stdout).toContain(described(out).chromium.id);
    expect(filesIn(out).map((name) => readFileSync(join(out, name)))).toEqual(first);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['an option that it does not have', ['--kee', 'x'], 64, /--kee/],
    ['a relative place', ['/nowhere/a', '--installed-in', 'x'], 64, /absolute path/],
    ['two folders', ['/nowhere/a', '/nowhere/b'], 64, /one folder at most/],
    ['a key that is not there', ['/nowhere/a', '--key', '/nowhere/key.pem'], 1, /key\.pem cannot be read/],
    [
      'an XPI that is not there',
      ['/nowhere/a', '--firefox-signed', '/nowhere/x'],
      1,
      /XPI .* cannot be read/,
    ],
  ])('says in one line what is wrong with %s', async (_what, args, code, why) => {
    using folder = tempFolder();
    const key = join(folder.path, 'own.pem');
    writeFileSync(key, generateRsaKey());
    const failed = build(...args, ...(args.includes('--key') ? [] : ['--key', key]));
    await expect(failed).rejects.toMatchObject({ code, stdout: '' });
    const { stderr } = (await failed.catch((fault: unknown) => fault)) as { stderr: string };
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(why)]);
  });

  it('lets a program start without it where the bundler is not installed', async () => {
    using folder = tempFolder();
    // The project as a production install has it: sources, and no packages for building.
    for (const part of [
      'installers/extension',
      'src/runtime',
      'src/protocol',
      'src/policy',
      'src/extension',
      'package.json',
    ])
      cpSync(join(top, part), join(folder.path, part), { recursive: true });
    mkdirSync(join(folder.path, 'node_modules'));
    symlinkSync(join(top, 'node_modules/typebox'), join(folder.path, 'node_modules/typebox'));
    const script = join(folder.path, 'installers/extension/build.ts');
    const lenient = await run(process.execPath, [script, '--quiet', '--if-possible']);
    expect(lenient.stdout).toBe('');
    expect(lenient.stderr).toMatch(
      /^the browser extension was not built.*(esbuild|fflate).*not installed here\n$/,
    );
    await expect(run(process.execPath, [script])).rejects.toMatchObject({ code: 1 });
  });
});
