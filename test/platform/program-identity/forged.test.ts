import { spawn, spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { OverLongProgram } from '#test/platform/processes/over-long-path.ts';
import { coreutils, markers, running, tempHome, values, type Home } from './real-files.ts';

const launcher = (exec: string): string => `[Desktop Entry]\nType=Application\nName=T\nExec=${exec}\n`;

function put(home: Home, name: string, content?: string): string {
  mkdirSync(dirname(home.at(name)), { recursive: true });
  if (content === undefined) copyFileSync('/bin/sleep', home.at(name));
  else writeFileSync(home.at(name), content);
  return home.at(name);
}

const mayUnshare = canRunAsRoot('paths of another mount namespace', {
  also: () =>
    spawnSync('unshare', ['-Urm', 'true']).status === 0 ? undefined : 'needs the right to make namespaces',
});

describe('what an account says of a program', () => {
  it('cannot make a launcher that turns a program of the system into another app', async () => {
    using home = tempHome();
    put(home, '.local/share/applications/org.telegram.desktop.desktop', launcher('/usr/bin/sleep'));
    await using identifier = createProgramIdentifier();
    const identity = await identifier.thorough({ path: '/usr/bin/sleep', home: home.home });
    expect(values(identity, 'desktop-id')).toEqual([]);
    expect(identity).toMatchObject({ owned: true, complete: true });
    expect(identity.accountMade).toBeUndefined();
    expect(identity.foreign).toBeUndefined();
  });

  it('is told apart from what the content of the file says', async () => {
    using home = tempHome();
    const path = put(home, 'Telegram');
    chownSync(path, 1000, 1000);
    mkdirSync(home.at('tdata'));
    put(home, '.local/share/applications/t.desktop', launcher(path));
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers });
    identifier.setDataFolders(['tdata']);
    const identity = await identifier.thorough({ path, home: home.home });
    expect(identity.owned).toBeUndefined();
    expect(identity.accountMade?.map(({ kind }) => kind).toSorted()).toEqual([
      'data-folder',
      'desktop-id',
      'exe-name',
      'exe-path',
      'exe-path',
    ]);
    expect(values(identity, 'binary-marker')).toEqual([coreutils]);
  });

  it.each([
    ['flatpak/app/org.fork/x86_64/stable/active/files/bin/Telegram', []],
    ['.local/share/flatpak/app/org.my.fork/x86_64/stable/active/files/bin/Telegram', ['org.my.fork']],
  ])('does not spare %s the closer look', async (name, ids) => {
    using home = tempHome();
    const path = put(home, name);
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers });
    const identity = await identifier.thorough({ path, home: home.home });
    expect(values(identity, 'flatpak-id')).toEqual(ids);
    expect(values({ evidence: identity.accountMade ?? [] }, 'flatpak-id')).toEqual(ids);
    expect(identity.owned).toBeUndefined();
    expect(values(identity, 'binary-marker')).toEqual([coreutils]);
  });
});

describe.skipIf(!mayUnshare)('a path of another mount namespace', () => {
  it('is not believed where another file of the system is laid over it', async () => {
    using program = await running(
      'unshare',
      ['-Urm', 'sh', '-c', 'mount --bind /usr/bin/sleep /usr/bin/env && exec /usr/bin/env 60'],
      '/usr/bin/env',
    );
    await using identifier = createProgramIdentifier();
    const identity = await identifier.thorough({ path: '/usr/bin/env', pid: program.pid });
    expect(identity.evidence).toEqual([{ kind: 'exe-name', value: 'env' }]);
    expect(identity.accountMade).toEqual(identity.evidence);
    expect(identity.foreign).toBe(true);
    expect(identity.owned).toBeUndefined();
  });

  it('does not become one of the system by lying in a folder of that name', async () => {
    using home = tempHome();
    const own = put(home, 'own');
    using program = await running(
      'unshare',
      [
        '-Urm',
        'sh',
        '-c',
        `mkdir ${home.at('x')} && cp ${own} ${home.at('x')}/polkitd && mount --bind ${home.at('x')} /usr/libexec && exec /usr/libexec/polkitd 60`,
      ],
      '/usr/libexec/polkitd',
    );
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers });
    const identity = await identifier.thorough({ path: '/usr/libexec/polkitd', pid: program.pid });
    expect(identity.foreign).toBe(true);
    expect(values(identity, 'exe-path')).toEqual([]);
    expect(values(identity, 'binary-marker')).toEqual([coreutils]);
  });

  /** A root folder with `/app` and a `/.flatpak-info` that says where `/app` comes from. */
  async function sandboxed(home: Home, app: string, claimed: string) {
    for (const folder of ['app', 'usr', 'old', 'proc'])
      mkdirSync(home.at(`new/${folder}`), { recursive: true });
    for (const link of ['lib', 'lib64', 'bin']) symlinkSync(`usr/${link}`, home.at(`new/${link}`));
    put(home, 'new/.flatpak-info', `[Application]\nname=org.t.D\n\n[Instance]\napp-path=${claimed}\n`);
    const script =
      `cd ${home.at('new')} && mount --bind . . && cd ${home.at('new')} && mount --rbind /usr usr && ` +
      `mount --bind ${app} app && pivot_root . old && exec /app/bin/Telegram 60`;
    return running('unshare', ['--mount', 'sh', '-c', script], '/app/bin/Telegram');
  }
  const deployed = '/var/lib/flatpak/app/org.t.D/x86_64/stable/abc/files';

  it('is that of a flatpak where the very file lies in an installed one', async () => {
    using home = tempHome();
    const app = dirname(dirname(put(home, `root${deployed}/bin/Telegram`)));
    using program = await sandboxed(home, app, deployed);
    await using identifier = createProgramIdentifier({ root: home.at('root') });
    const identity = await identifier.thorough({ path: '/app/bin/Telegram', pid: program.pid });
    expect(values(identity, 'flatpak-id')).toEqual(['org.t.D']);
    expect(identity).toMatchObject({ foreign: true, owned: true });
    expect(values({ evidence: identity.accountMade ?? [] }, 'flatpak-id')).toEqual([]);
  });

  it('is not that of a flatpak that another file only claims to be', async () => {
    using home = tempHome();
    put(home, `root${deployed}/bin/Telegram`);
    const app = dirname(dirname(put(home, 'own/bin/Telegram')));
    using program = await sandboxed(home, app, deployed);
    await using identifier = createProgramIdentifier({ root: home.at('root') });
    identifier.setMarkers({ markers });
    const identity = await identifier.thorough({ path: '/app/bin/Telegram', pid: program.pid });
    expect(values(identity, 'flatpak-id')).toEqual([]);
    expect(identity.owned).toBeUndefined();
    expect(values(identity, 'binary-marker')).toEqual([coreutils]);
  });
});

describe('a program whose path is too long to be told', () => {
  it('is known by what is in it', async () => {
    using program = new OverLongProgram();
    const child = spawn(program.startAs, ['600'], { stdio: 'ignore' });
    using _ = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
    if (child.pid === undefined) throw new Error('not started');
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers });
    const identity = await identifier.thorough({ path: '', pid: child.pid });
    expect(identity.evidence).toEqual([{ kind: 'binary-marker', value: coreutils }]);
    expect(identity).toMatchObject({ foreign: true, complete: true });
    expect(identity.stamp).toBeDefined();
  });
});
