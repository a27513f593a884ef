import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An application in a flatpak of a local repository: `bin/<name>` is a copy of each program; the first one is its command. */
export type FlatpakApp = {
  readonly id: string;
  readonly programs: readonly { readonly name: string; readonly from: string }[];
};

/** A repository on this machine, which goes when it is disposed of. */
export type FlatpakRepo = Disposable & {
  /** Installs this application in a person's own installation, as that person would. */
  install(
    id: string,
    to: { readonly installation: string; readonly home: string; readonly uid: number },
  ): void;
};

const platform = 'org.example.PortvaktPlatform';
const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const runtimeRef = `${platform}/${architecture}/1`;
const loader = architecture === 'x86_64' ? 'ld-linux-x86-64.so.2' : 'ld-linux-aarch64.so.1';

const run = (program: string, words: readonly string[], env?: Readonly<Record<string, string>>): void => {
  execFileSync(program, [...words], { stdio: 'ignore', ...(env === undefined ? {} : { env: { ...env } }) });
};

/**
 * Builds it without a network. Its runtime has a dynamic loader and no libraries: a program that is allowed begins, and ends with
 * 127 where it is linked dynamically. Needs Debian's `flatpak` and `ostree`.
 */
export function buildFlatpakRepo(apps: readonly FlatpakApp[]): FlatpakRepo {
  const base = mkdtempSync('/tmp/portvakt-flatpak-');
  const repo = join(base, 'repo');
  const flatpak = (...words: readonly string[]): void => run('/usr/bin/flatpak', words);
  run('/usr/bin/ostree', ['init', '--mode=archive', `--repo=${repo}`]);
  run('/usr/bin/ostree', ['config', `--repo=${repo}`, 'set', 'archive.zlib-level', '1']);
  flatpak('build-export', '--runtime', '--no-update-summary', '--files=files', repo, layRuntime(base), '1');
  for (const app of apps) flatpak('build-export', '--no-update-summary', repo, layApp(base, app), '1');
  flatpak('build-update-repo', repo);
  return {
    install: (id, { installation, home, uid }) => {
      const env = {
        PATH: '/usr/bin:/bin',
        HOME: home,
        FLATPAK_USER_DIR: installation,
        XDG_CACHE_HOME: join(base, 'cache'),
      };
      const user = (...words: readonly string[]): void => run('/usr/bin/flatpak', ['--user', ...words], env);
      user('remote-add', '--no-gpg-verify', 'portvakt', repo);
      // As root, because others are asked about parental controls over a system bus.
      const quiet = ['install', '-y', '--noninteractive', '--no-related', 'portvakt'];
      user(...quiet, `${platform}//1`, `${id}//1`);
      run('/usr/bin/chown', ['-R', `${uid}:${uid}`, installation]);
    },
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
}

function layRuntime(base: string): string {
  const folder = join(base, 'runtime');
  mkdirSync(join(folder, 'files/lib64'), { recursive: true });
  copyFileSync(join('/lib64', loader), join(folder, 'files/lib64', loader));
  writeFileSync(join(folder, 'metadata'), `[Runtime]\nname=${platform}\nruntime=${runtimeRef}\n`);
  return folder;
}

function layApp(base: string, { id, programs }: FlatpakApp): string {
  const folder = join(base, id);
  mkdirSync(join(folder, 'files/bin'), { recursive: true });
  mkdirSync(join(folder, 'export'));
  for (const { name, from } of programs)
    run('/usr/bin/cp', ['--preserve=mode', from, join(folder, 'files/bin', name)]);
  const command = programs[0]?.name ?? '';
  const metadata = `[Application]\nname=${id}\nruntime=${runtimeRef}\ncommand=${command}\n`;
  writeFileSync(join(folder, 'metadata'), metadata);
  return folder;
}
