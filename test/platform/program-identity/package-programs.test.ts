import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import { tempHome } from './real-files.ts';

it('the programs of a package are named for a dpkg and a pacman database, and none for anything else', async () => {
  using home = tempHome();
  const folders = ['var/lib/dpkg/info', 'var/lib/pacman/local/dozer-1.0-1'];
  for (const folder of folders) mkdirSync(home.at(folder), { recursive: true });
  writeFileSync(
    home.at('var/lib/dpkg/info/dozer:amd64.list'),
    '/.\n/bin/dozer\n/usr/lib/dozer/helper\n/usr/share/doc/dozer/copyright\n',
  );
  writeFileSync(home.at('var/lib/dpkg/info/other.list'), '/.\n/usr/bin/other\n');
  writeFileSync(
    home.at('var/lib/pacman/local/dozer-1.0-1/files'),
    '%FILES%\nusr/\nusr/bin/\nusr/bin/doze\n\n',
  );
  await using identifier = createProgramIdentifier({ root: home.home });
  await identifier.lookAnew?.();
  const of = (kind: 'deb-package' | 'pacman-package' | 'rpm-package' | 'exe-name') =>
    identifier.programsOf?.({ kind, value: 'dozer' });
  expect(of('deb-package')).toEqual(['/usr/bin/dozer', '/usr/lib/dozer/helper']);
  expect(of('pacman-package')).toEqual(['/usr/bin/doze']);
  expect(of('rpm-package')).toEqual([]);
  expect(of('exe-name')).toEqual([]);
});
