import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { createInstalledApps } from '#platform/installed-apps/linux.ts';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import { fakeRoot, type FakeRoot } from './fake-root.ts';

const missing = ['/usr/bin/rpm', '/usr/bin/rpmbuild'].some((tool) => !existsSync(tool));
if (missing && process.env['CI'] === 'true') throw new Error('the rpm suite needs the Debian package rpm');

function run(program: string, args: readonly string[]): void {
  const ran = spawnSync(program, [...args], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${program}: ${ran.stderr}`);
}

function install(tree: FakeRoot, name: string): void {
  const spec = [
    'Name: %n',
    'Version: 4.6.5',
    'Release: 1',
    'Summary: t',
    'License: GPL',
    'BuildArch: noarch',
    '%description',
    't',
    '%install',
    'mkdir -p %{buildroot}/usr/bin %{buildroot}/opt/%n',
    'touch %{buildroot}/usr/bin/%n %{buildroot}/opt/%n/data',
    '%files',
    '/usr/bin/%n',
    '/opt/%n/data',
    '',
  ];
  tree.file(`/build/${name}.spec`, spec.join('\n').replaceAll('%n', name));
  run('/usr/bin/rpmbuild', [
    '--quiet',
    '--define',
    `_topdir ${tree.at('/build')}`,
    '-bb',
    tree.at(`/build/${name}.spec`),
  ]);
  run('/usr/bin/rpm', [
    '--dbpath',
    tree.at('/var/lib/rpm'),
    '--nodeps',
    '--justdb',
    '-i',
    tree.at(`/build/RPMS/noarch/${name}-4.6.5-1.noarch.rpm`),
  ]);
}

describe.skipIf(missing)('a real rpm database (needs the Debian package rpm)', () => {
  it('is read, read again when a package comes, and names the owner of a program', async () => {
    using tree = fakeRoot();
    install(tree, 'telegram-desktop');
    tree.program('/usr/bin/telegram-desktop');
    await using apps = createInstalledApps({ root: tree.root, homes: [] });
    const rpms = (await apps.read()).apps.filter((app) => app.source === 'rpm');
    expect(rpms).toMatchObject([
      {
        key: 'rpm:machine:telegram-desktop-4.6.5-1.noarch',
        name: 'telegram-desktop',
        version: '4.6.5-1',
        evidence: [{ kind: 'rpm-package', value: 'telegram-desktop' }],
      },
    ]);
    expect(Date.now() - (rpms[0]?.installedAt ?? 0)).toBeLessThan(600_000);

    install(tree, 'second');
    await vi.waitFor(async () => {
      const names = (await apps.read()).apps.filter((app) => app.source === 'rpm').map((app) => app.name);
      expect(names).toEqual(['second', 'telegram-desktop']);
    }, 10_000);

    await using identifier = createProgramIdentifier({ root: tree.root });
    const { evidence } = await identifier.thorough({ path: '/usr/bin/telegram-desktop' });
    expect(evidence).toContainEqual({ kind: 'rpm-package', value: 'telegram-desktop' });
    expect(identifier.programsOf?.({ kind: 'rpm-package', value: 'telegram-desktop' })).toEqual([
      '/opt/telegram-desktop/data',
      '/usr/bin/telegram-desktop',
    ]);
    expect(identifier.programsOf?.({ kind: 'rpm-package', value: 'third' })).toEqual([]);
    await identifier.lookAnew?.();
    const meaning = identifier.programsMeaning?.(
      ({ kind, value }) => kind === 'rpm-package' && value === 'second',
    );
    expect(meaning?.toSorted()).toEqual(['/opt/second/data', '/usr/bin/second']);
  });

  it('reports a header that makes no sense, and lists the rest', async () => {
    using tree = fakeRoot();
    install(tree, 'good');
    {
      using database = new DatabaseSync(tree.at('/var/lib/rpm/rpmdb.sqlite'));
      database.prepare('INSERT INTO Packages (blob) VALUES (?)').run(Buffer.from('ffffffff00000001', 'hex'));
    }
    await using apps = createInstalledApps({ root: tree.root, homes: [] });
    const inventory = await apps.read();
    expect(inventory.apps.filter((app) => app.source === 'rpm').map((app) => app.name)).toEqual(['good']);
    expect(inventory.faults).toEqual([
      { source: 'rpm', path: '/var/lib/rpm/rpmdb.sqlite', why: 'package 2 has no readable header' },
    ]);
  });
});
