import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import type { Evidence } from '#policy/evidence.ts';
import { tempHome } from './real-files.ts';

it('all paths that packages and launchers give evidence for are named by what the evidence means', async () => {
  using home = tempHome();
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(home.at(path)), { recursive: true });
    writeFileSync(home.at(path), text);
  };
  put('var/lib/dpkg/info/dozer:amd64.list', '/.\n/bin/dozer\n/usr/lib/dozer/helper\n');
  put('var/lib/dpkg/info/other.list', '/.\n/usr/bin/other\n');
  put('var/lib/pacman/local/dozer-1.0-1/files', '%FILES%\nusr/\nusr/bin/\nusr/bin/doze\n\n');
  put('bin/nap', '');
  put(
    'usr/share/applications/dozer.desktop',
    '[Desktop Entry]\nType=Application\nName=T\nExec=/bin/nap %u\n',
  );
  await using identifier = createProgramIdentifier({ root: home.home });
  // Until it is read, nobody knows whether there is more.
  expect(identifier.programsMeaning?.(() => true)).toBeUndefined();
  await identifier.lookAnew?.();
  const asked: string[] = [];
  const meaning = (isMeant: (evidence: Evidence) => boolean) =>
    identifier.programsMeaning?.((evidence) => {
      asked.push(`${evidence.kind} ${evidence.value}`);
      return isMeant(evidence);
    });
  expect(meaning(({ value }) => value.startsWith('dozer'))?.toSorted()).toEqual([
    '/usr/bin/doze',
    '/usr/bin/dozer',
    '/usr/bin/nap',
    '/usr/lib/dozer/helper',
  ]);
  // Once for each, however many programs it has.
  expect(asked.toSorted()).toEqual([
    'deb-package dozer',
    'deb-package other',
    'desktop-id dozer.desktop',
    'pacman-package dozer',
  ]);
  expect(meaning(({ kind }) => kind === 'desktop-id')).toEqual(['/usr/bin/nap']);
  expect(meaning(() => false)).toEqual([]);
});

it('nothing is said of packages while their database cannot be read', async () => {
  using home = tempHome();
  mkdirSync(home.at('var/lib/rpm'), { recursive: true });
  writeFileSync(home.at('var/lib/rpm/rpmdb.sqlite'), 'no database');
  await using identifier = createProgramIdentifier({ root: home.home });
  await identifier.lookAnew?.();
  expect(identifier.programsMeaning?.(() => true)).toBeUndefined();
});
