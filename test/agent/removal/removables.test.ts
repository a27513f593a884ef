import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '#policy/evidence.ts';
import type { InstalledApp } from '#policy/facts.ts';
import { Removable } from '#protocol/tray-agent.ts';
import { telegramApp } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { RemovalStage, scopeOf } from './stage.ts';

const flatpakId: readonly Evidence[] = [{ kind: 'flatpak-id', value: 'org.telegram.desktop' }];
const warn = { bans: [ban({ effect: 'warn' })] };

function put(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x');
  return path;
}
const flatpakOf = (at: RemovalStage, over: Partial<InstalledApp> = {}): InstalledApp => ({
  key: 'flatpak:1000:org.telegram.desktop',
  source: 'flatpak',
  name: 'org.telegram.desktop',
  scope: scopeOf(at.kari),
  evidence: flatpakId,
  path: at.ofKari('.local/share/flatpak/app/org.telegram.desktop'),
  ...over,
});
/** A folder that holds what the catalogue takes for certain. */
const folderOf = (at: RemovalStage, path: string, over: Partial<InstalledApp> = {}): InstalledApp => ({
  key: `folder:1000:${path}`,
  source: 'folder',
  name: 'Telegram',
  scope: scopeOf(at.kari),
  evidence: flatpakId,
  path,
  ...over,
});
const launcherOf = (
  at: RemovalStage,
  file: string,
  program: string,
  over: Partial<InstalledApp> = {},
): InstalledApp => ({
  key: `desktop-file:1000:${file}`,
  source: 'desktop-file',
  name: 'Telegram',
  scope: scopeOf(at.kari),
  evidence: [{ kind: 'desktop-id', value: 'own.desktop' }],
  path: program,
  ...over,
});

describe('what can be removed, and by whom', () => {
  it('is the agent’s where it is a package of the machine that nobody else may use', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const one = await at.only();
    expect(Check(Removable, one)).toBe(true);
    expect(one).toMatchObject({
      ban: 'telegram-ban',
      appName: 'Telegram',
      source: 'dpkg',
      by: 'agent',
      name: 'telegram-desktop',
      files: [],
      keeps: 'session, cache, settings',
      running: false,
    });
    expect(one.why).toBeUndefined();
    expect(one.destroys).toBeUndefined();
  });

  it.each([
    ['dpkg', 'agent', undefined],
    ['rpm', 'agent', undefined],
    ['snap', 'it', 'used-by-others'],
    ['pacman', 'it', 'not-supported'],
    ['folder', 'it', 'not-supported'],
    ['desktop-file', 'it', 'not-supported'],
    ['arp', 'it', 'not-supported'],
  ] as const)('of the machine, from %s: %s %s', async (source, by, why) => {
    const app = telegramApp({ source, key: `${source}:machine:x`, path: '/opt/Telegram' });
    await using at = await RemovalStage.open(() => [app], warn);
    const one = await at.only();
    expect([one.by, one.why]).toEqual([by, why]);
  });

  it('is the agent’s as a snap only where nobody else loses data by it', async () => {
    const snap = telegramApp({ source: 'snap', key: 'snap:machine:telegram-desktop' });
    await using at = await RemovalStage.open(() => [snap], { ...warn, others: [] });
    expect(await at.only()).toMatchObject({ by: 'agent', source: 'snap' });
  });

  it('is not the person’s where a folder is named for something else than the app', async () => {
    await using at = await RemovalStage.open((here) => {
      put(here.ofKari('Documents/Telegram'));
      return [folderOf(here, here.ofKari('Documents'))];
    }, warn);
    expect(await at.only()).toMatchObject({ by: 'it', why: 'not-supported' });
  });

  it('is not the person’s where a launcher names a folder for its program', async () => {
    await using at = await RemovalStage.open((here) => {
      put(here.ofKari('Telegram/letter'));
      const launcher = put(here.ofKari('.local/share/applications/x.desktop'));
      return [launcherOf(here, launcher, here.ofKari('Telegram'), { evidence: flatpakId })];
    }, warn);
    expect(await at.only()).toMatchObject({ by: 'it', why: 'not-supported', files: [] });
  });

  it('is the person’s where it is a flatpak of the own, whose data stays', async () => {
    await using at = await RemovalStage.open((here) => [flatpakOf(here)], warn);
    expect(await at.only()).toMatchObject({
      source: 'flatpak',
      by: 'person',
      name: 'org.telegram.desktop',
      keeps: 'session, cache, settings',
    });
  });

  it('is the agent’s where it is a flatpak of the machine’s usual installation alone', async () => {
    const over = { scope: { kind: 'machine' } } as const;
    await using at = await RemovalStage.open(
      (here) => [
        flatpakOf(here, {
          ...over,
          key: 'flatpak:machine:org.telegram.desktop',
          path: '/var/lib/flatpak/app/org.telegram.desktop',
        }),
        flatpakOf(here, {
          ...over,
          key: 'flatpak:machine:org.telegram.desktop@/srv',
          path: '/srv/app/org.telegram.desktop',
        }),
      ],
      warn,
    );
    expect((await at.list()).map(({ by, why }) => [by, why])).toEqual([
      ['agent', undefined],
      ['it', 'not-supported'],
    ]);
  });

  it('is the person’s where it is a folder in the own home, and its launchers go along', async () => {
    await using at = await RemovalStage.open((here) => {
      const folder = here.ofKari('Apps/Telegram');
      const launcher = here.ofKari('.local/share/applications/own.desktop');
      put(`${folder}/Telegram`);
      put(launcher);
      return [folderOf(here, folder), launcherOf(here, launcher, `${folder}/Telegram`)];
    }, warn);
    expect(await at.only()).toMatchObject({
      source: 'folder',
      by: 'person',
      name: at.ofKari('Apps/Telegram'),
      files: [at.ofKari('.local/share/applications/own.desktop')],
    });
  });

  it('lists a launcher only where what it launches is not listed', async () => {
    await using at = await RemovalStage.open((here) => {
      const own = put(here.ofKari('bin/tg'));
      const launcher = (name: string) => put(here.ofKari(`.local/share/applications/${name}.desktop`));
      const named = { evidence: flatpakId };
      return [
        flatpakOf(here),
        launcherOf(here, launcher('a'), launcher('a'), named),
        launcherOf(here, launcher('b'), '/usr/bin/telegram-desktop', named),
        launcherOf(here, launcher('c'), own, named),
      ];
    }, warn);
    expect((await at.list()).map(({ by, files, name }) => [name, by, files])).toEqual([
      ['org.telegram.desktop', 'person', []],
      [at.ofKari('bin/tg'), 'person', [at.ofKari('.local/share/applications/c.desktop')]],
    ]);
  });

  it('names a web app by its profile’s entry, with its launchers', async () => {
    const id = 'a'.repeat(32);
    const evidence: readonly Evidence[] = [
      { kind: 'pwa-app-id', value: id },
      { kind: 'pwa-start-url', value: 'https://web.telegram.org/k/' },
    ];
    await using at = await RemovalStage.open((here) => {
      const launcher = put(here.ofKari(`.local/share/applications/chrome-${id}-Default.desktop`));
      const app = { source: 'pwa', name: 'Telegram Web', scope: scopeOf(here.kari), evidence } as const;
      return [
        { ...app, key: `pwa:1000:.config/chromium/Default/${id}` },
        { ...app, key: `pwa:1000:${launcher}`, path: launcher },
      ];
    }, warn);
    expect(await at.only()).toMatchObject({
      source: 'web-app',
      by: 'person',
      name: id,
      files: [at.ofKari(`.local/share/applications/chrome-${id}-Default.desktop`)],
    });
  });

  it('is IT’s where the agent has no rights', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], { ...warn, mode: 'user' });
    expect(await at.only()).toMatchObject({ by: 'it', why: 'agent-without-rights' });
  });

  it('is IT’s where the ban offers no removal', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], { bans: [ban({ removal: 'none' })] });
    expect(await at.only()).toMatchObject({ by: 'it', why: 'not-supported' });
  });

  it('is IT’s where it is only guessed', async () => {
    const byName = { kind: 'exe-name', value: 'telegram-desktop' } as const;
    const { apps: _, ...rest } = ban({ effect: 'warn' });
    const bans = [{ ...rest, matcher: { name: 'Telegram', all: [byName] } }];
    await using at = await RemovalStage.open(() => [telegramApp({ evidence: [byName] })], { bans });
    expect(await at.only()).toMatchObject({ by: 'it', why: 'not-certain' });
  });

  it('is IT’s where the PC needs it, or this agent runs from it', async () => {
    await using needed = await RemovalStage.open(() => [telegramApp({ name: 'bash' })], warn);
    expect(await needed.only()).toMatchObject({ by: 'it', why: 'protected' });
    await using own = await RemovalStage.open(
      (here) => {
        put(here.ofKari('Apps/Telegram/node'));
        return [folderOf(here, here.ofKari('Apps/Telegram'))];
      },
      { ...warn, ownPaths: ['/nowhere'] },
    );
    expect(await own.only()).toMatchObject({ by: 'person' });
    const ownPaths = [own.ofKari('Apps/Telegram/node')];
    await using itself = await RemovalStage.open(() => [folderOf(own, own.ofKari('Apps/Telegram'))], {
      ...warn,
      ownPaths,
    });
    expect(await itself.only()).toMatchObject({ by: 'it', why: 'protected' });
  });
});

describe('what others use', () => {
  const exemption = (account?: string) => ({
    id: 'e'.repeat(32),
    ban: 'telegram-ban',
    ...(account === undefined ? {} : { account }),
    purpose: 'work',
    from: monday - 1_000,
    until: monday + 1_000_000,
    approvedBy: ['it'],
  });

  it('stays where another account is exempt', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], {
      ...warn,
      exemptions: [exemption('ola')],
    });
    expect(await at.only()).toMatchObject({ by: 'it', why: 'used-by-others' });
    // Who is exempt may want it gone all the same, where the ban acts for the others.
    expect(await at.only('ola')).toMatchObject({ by: 'agent' });
  });

  it('stays where an account of a directory is exempt, which is on no list of people', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], {
      ...warn,
      exemptions: [exemption('per@halden.example')],
      others: [],
    });
    expect(await at.only()).toMatchObject({ by: 'it', why: 'used-by-others' });
  });

  it('is not for the account of a service to remove', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    for (const service of ['www-data', '61184', '65534'])
      expect(await at.only(service)).toMatchObject({ by: 'it', why: 'not-supported' });
    for (const person of ['root', '200011']) expect(await at.only(person)).toMatchObject({ by: 'agent' });
  });

  it('stays where the whole PC is exempt', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], { ...warn, exemptions: [exemption()] });
    expect(await at.only()).toMatchObject({ by: 'it', why: 'used-by-others' });
  });

  it('stays where the ban does not act yet, also where nobody else is here', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], {
      bans: [ban({ from: '2026-12-01' })],
      others: [],
    });
    expect(await at.only()).toMatchObject({ by: 'it', why: 'not-supported' });
  });

  it('and have is not seen', async () => {
    await using at = await RemovalStage.open(
      (here) => [
        flatpakOf(here),
        flatpakOf(here, { key: 'flatpak:1001:org.telegram.desktop', scope: scopeOf(here.ola) }),
        telegramApp(),
      ],
      warn,
    );
    const [mine, theirs] = [await at.list('kari'), await at.list('ola')];
    expect(mine.map(({ source }) => source)).toEqual(theirs.map(({ source }) => source));
    const items = [...mine, ...theirs].map(({ item }) => item);
    expect(new Set(items).size).toBe(4);
    expect((await at.list('nobody')).map(({ source }) => source)).toEqual(['dpkg']);
  });

  it('is not taken for one’s own because of a name alone', async () => {
    await using at = await RemovalStage.open(
      (here) => [flatpakOf(here, { scope: { kind: 'account', account: 'kari', uid: 4_711 } })],
      warn,
    );
    expect(await at.list()).toEqual([]);
  });

  it('run now is not told', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    await at.stage.startTelegram(at.ola.uid);
    await at.stage.cycle.full();
    expect((await at.only('kari')).running).toBe(false);
    expect((await at.only('ola')).running).toBe(true);
  });
});

describe('the own home', () => {
  it.each([
    ['a folder behind a link to another home', 'link/Telegram'],
    ['a folder above it', '../ola/Telegram'],
    ['a folder beside it', '/opt/Telegram'],
    ['what is not there', 'gone/Telegram'],
    ['the home itself', ''],
  ])('is not left: %s', async (_, path) => {
    await using at = await RemovalStage.open((here) => {
      put(`${here.ola.home}/Telegram/Telegram`);
      symlinkSync(here.ola.home, here.ofKari('link'));
      const named = path.startsWith('/') ? path : path === '' ? here.kari.home : `${here.kari.home}/${path}`;
      return [folderOf(here, named)];
    }, warn);
    expect(await at.only()).toMatchObject({ by: 'it', why: 'not-supported', files: [] });
  });

  it('may itself lie behind a link, and hold links', async () => {
    await using at = await RemovalStage.open((here) => {
      put(here.ofKari('real/Telegram'));
      symlinkSync(here.ofKari('real/Telegram'), here.ofKari('my-telegram'));
      return [folderOf(here, here.ofKari('my-telegram'))];
    }, warn);
    expect(await at.only()).toMatchObject({ by: 'person', name: at.ofKari('my-telegram') });
  });

  it('takes no launcher along that lies elsewhere', async () => {
    await using at = await RemovalStage.open((here) => {
      const folder = here.ofKari('Apps/Telegram');
      put(`${folder}/Telegram`);
      put(`${here.ola.home}/x/own.desktop`);
      symlinkSync(`${here.ola.home}/x`, here.ofKari('launchers'));
      return [
        folderOf(here, folder),
        launcherOf(here, here.ofKari('launchers/own.desktop'), `${folder}/Telegram`),
      ];
    }, warn);
    expect((await at.only()).files).toEqual([]);
  });
});

it('a ban that does not act here is unknown', async () => {
  await using at = await RemovalStage.open(() => [telegramApp()], warn);
  expect(await at.removal.removables('kari', 'other')).toEqual({ ok: false, fault: 'unknown-ban' });
});

it('an item keeps its id over a restart', async () => {
  await using at = await RemovalStage.open(() => [telegramApp()], warn);
  const before = await at.only();
  at.removal = at.open();
  expect((await at.only()).item).toBe(before.item);
});
