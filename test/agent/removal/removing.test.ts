import { describe, expect, it } from 'vitest';
import { trayToAgent } from '#protocol/tray-agent.ts';
import { telegramApp, telegramPath } from '#test/kit/fake-platform.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { RemovalStage, scopeOf } from './stage.ts';

const warn = { bans: [ban({ effect: 'warn' })] };
const removedEvents = (at: RemovalStage): readonly unknown[] =>
  at.stage.events().flatMap((event) => (event.type === 'removed' ? [event.verified] : []));
const remove = (at: RemovalStage, account: string, item: string) =>
  at.over(at.removal.remove(account, 'telegram-ban', item));
const verify = (at: RemovalStage, account: string, item: string) =>
  at.over(at.removal.verify(account, 'telegram-ban', item));

describe('a package', () => {
  it('is removed, which is told at once and once', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const { item } = await at.only();
    expect(await remove(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'removed' } });
    expect(at.stage.platform.uninstaller.asked).toEqual([
      { source: 'dpkg', name: 'telegram-desktop', scope: 'machine' },
    ]);
    expect(at.told('kari')).toContain('removed 1');
    expect(removedEvents(at)).toEqual([true]);
    expect(await at.list()).toEqual([]);
    await at.stage.clock.advance(120_000);
    await at.stage.cycle.full();
    expect(at.told('kari').filter((one) => one.startsWith('removed'))).toEqual(['removed 1']);
    expect(removedEvents(at)).toHaveLength(1);
    expect(await verify(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'removed' } });
    expect(await remove(at, 'kari', item)).toEqual({ ok: false, fault: 'unknown-item' });
  });

  it('of a ban that reports nothing is told to the person who removed it, and to nobody else', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], { bans: [ban({ effect: 'inform' })] });
    const { item } = await at.only();
    expect(await remove(at, 'kari', item)).toMatchObject({ value: { outcome: 'removed' } });
    expect(at.told('kari')).toContain('removed 1');
    expect(at.told('ola')).not.toContain('removed 1');
    expect(removedEvents(at)).toEqual([]);
  });

  it.each([
    [{ code: 'needed-by-others', detail: 'x depends on it' }, 'needed-by-others'],
    [{ code: 'busy', detail: 'locked' }, 'busy'],
    [{ code: 'failed', detail: 'exit code 7' }, 'failed'],
    [{ code: 'unsupported' }, 'failed'],
  ] as const)(
    'that the platform does not remove, as in %j, stays and nothing is told',
    async (fault, outcome) => {
      await using at = await RemovalStage.open(() => [telegramApp()], warn);
      const { item } = await at.only();
      at.stage.platform.uninstaller.fault = fault;
      expect(await remove(at, 'kari', item)).toMatchObject({ ok: true, value: { outcome } });
      expect(at.told('kari')).not.toContain('removed 1');
      expect((await at.only()).item).toBe(item);
    },
  );

  it('that is still there afterwards is not called removed', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const { item } = await at.only();
    at.stage.platform.uninstaller.lies = true;
    expect(await remove(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'still-there' } });
    expect(removedEvents(at)).toEqual([]);
  });

  it('that can no longer be read is not called removed', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const { item } = await at.only();
    at.stage.platform.uninstaller.lies = true;
    at.stage.platform.apps.set([telegramApp()]);
    const removing = at.removal.verify('kari', 'telegram-ban', item);
    at.stage.platform.apps.set([], [{ source: 'dpkg', path: '/var/lib/dpkg/status', why: 'not readable' }]);
    expect(await at.over(removing)).toEqual({ ok: true, value: { outcome: 'still-there' } });
  });

  it('that runs, for whomever, stays', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const { item } = await at.only();
    await at.stage.startTelegram(at.ola.uid);
    expect(await remove(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'running' } });
    expect(at.stage.platform.uninstaller.asked).toEqual([]);
  });

  it('that runs, recognised by the ban’s own words, stays', async () => {
    const { apps: _, ...rest } = ban({ effect: 'warn' });
    const byName = { kind: 'exe-name', value: 'telegram-desktop' } as const;
    const byPackage = { kind: 'deb-package', value: 'telegram-desktop' } as const;
    const bans = [{ ...rest, matcher: { name: 'Telegram', all: [byPackage, byName] } }];
    const app = telegramApp({ evidence: [byPackage, byName] });
    await using at = await RemovalStage.open(() => [app], { bans });
    const { item } = await at.only();
    at.stage.platform.identifier.files.set(telegramPath, { evidence: [byPackage, byName] });
    await at.stage.startTelegram(at.ola.uid);
    expect(await remove(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'running' } });
    expect(at.stage.platform.uninstaller.asked).toEqual([]);
  });

  it('that was seen to run stays where the running programs can no longer be listed', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const { item } = await at.only();
    await at.stage.startTelegram(at.ola.uid);
    await at.stage.cycle.full();
    at.stage.platform.fakeProcesses.sweep = () => Promise.reject(new Error('no more file descriptors'));
    expect(await remove(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'running' } });
    expect(at.stage.platform.uninstaller.asked).toEqual([]);
  });

  it('is verified whatever another person’s home withholds', async () => {
    await using at = await RemovalStage.open(
      (here) => [telegramApp({ key: 'flatpak:1000:x', source: 'flatpak', scope: scopeOf(here.kari) })],
      warn,
    );
    const { item } = await at.only();
    const fault = (path: string) => [{ source: 'flatpak', path, why: 'EACCES' } as const];
    at.stage.platform.apps.set([], fault(`${at.kari.home}/.local/share/flatpak`));
    expect(await verify(at, 'kari', item)).toMatchObject({ value: { outcome: 'still-there' } });
    at.stage.platform.apps.set(
      [],
      [
        ...fault(`${at.ola.home}/.local/share/flatpak`),
        { source: 'flatpak', path: at.kari.home, why: 'changes are not announced', unwatched: true },
      ],
    );
    expect(await verify(at, 'kari', item)).toMatchObject({ value: { outcome: 'removed' } });
  });

  it('is removed one at a time', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const [mine, theirs] = [await at.only('kari'), await at.only('ola')];
    let finish: () => void = () => undefined;
    at.stage.platform.uninstaller.wait = new Promise((resolve) => {
      finish = resolve;
    });
    const first = at.removal.remove('kari', 'telegram-ban', mine.item);
    expect(await remove(at, 'ola', theirs.item)).toEqual({ ok: true, value: { outcome: 'busy' } });
    finish();
    expect(await at.over(first)).toMatchObject({ value: { outcome: 'removed' } });
    expect(at.stage.platform.uninstaller.asked).toHaveLength(1);
  });

  it('is not removed where that is not the agent’s any more when it comes to it', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const { item } = await at.only();
    at.stage.publish([ban({ effect: 'warn', removal: 'none' })]);
    expect(await remove(at, 'kari', item)).toEqual({ ok: false, fault: 'not-removable' });
    at.stage.publish([]);
    expect(await remove(at, 'kari', item)).toEqual({ ok: false, fault: 'unknown-ban' });
    expect(at.stage.platform.uninstaller.asked).toEqual([]);
  });
});

describe('two accounts', () => {
  it('cannot remove or look for what was listed to the other', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    const { item } = await at.only('kari');
    await at.only('ola');
    expect(await remove(at, 'ola', item)).toEqual({ ok: false, fault: 'unknown-item' });
    expect(await verify(at, 'ola', item)).toEqual({ ok: false, fault: 'unknown-item' });
    expect(at.stage.platform.uninstaller.asked).toEqual([]);
  });

  it('cannot have the agent remove what is a person’s own', async () => {
    await using at = await RemovalStage.open(
      (here) => [
        telegramApp({
          key: 'flatpak:1000:org.telegram.desktop',
          source: 'flatpak',
          scope: scopeOf(here.kari),
        }),
      ],
      warn,
    );
    const { item } = await at.only();
    expect(await remove(at, 'kari', item)).toEqual({ ok: false, fault: 'not-removable' });
    expect(at.stage.platform.uninstaller.asked).toEqual([]);
  });
});

describe('what the person removed', () => {
  const own = (at: RemovalStage) =>
    telegramApp({ key: 'flatpak:1000:org.telegram.desktop', source: 'flatpak', scope: scopeOf(at.kari) });

  it('is told as removed at once where it is gone', async () => {
    await using at = await RemovalStage.open((here) => [own(here)], warn);
    at.stage.platform.fakeProcesses.start({
      exe: '/usr/bin/true',
      uid: at.kari.uid,
      startedAt: at.stage.clock.now(),
    });
    const { item } = await at.only();
    at.stage.platform.apps.set([]);
    expect(await verify(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'removed' } });
    expect(at.told('kari')).toContain('removed 1');
    // The database of an own flatpak is the account's: it proves nothing.
    expect(removedEvents(at)).toEqual([false]);
    await at.stage.clock.advance(120_000);
    await at.stage.cycle.full();
    expect(removedEvents(at)).toHaveLength(1);
  });

  it('is still there where it is', async () => {
    await using at = await RemovalStage.open((here) => [own(here)], warn);
    const { item } = await at.only();
    expect(await verify(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'still-there' } });
    expect(removedEvents(at)).toEqual([]);
  });

  it.each([
    ['informs', { bans: [ban({ effect: 'inform' })] }],
    ['warns', warn],
  ])('is not told as removed where a ban %s and another installation is there', async (_, options) => {
    await using at = await RemovalStage.open((here) => [own(here), telegramApp()], options);
    const item = (await at.list()).find(({ source }) => source === 'flatpak')?.item ?? '';
    at.stage.platform.apps.set([telegramApp()]);
    expect(await verify(at, 'kari', item)).toMatchObject({ value: { outcome: 'removed' } });
    expect(at.told('kari')).not.toContain('removed 1');
  });

  it('is not known where it was never listed and something else is there', async () => {
    await using at = await RemovalStage.open(() => [telegramApp()], warn);
    expect(await verify(at, 'kari', 'f'.repeat(32))).toEqual({ ok: false, fault: 'unknown-item' });
  });

  it('is answered after a restart of the agent too, once everything could be read', async () => {
    await using at = await RemovalStage.open((here) => [own(here)], warn);
    const { item } = await at.only();
    at.removal = at.open();
    expect(await verify(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'still-there' } });
    at.removal = at.open();
    at.stage.platform.apps.set([], [{ source: 'flatpak', path: '/x', why: 'EIO' }]);
    expect(await verify(at, 'kari', item)).toEqual({ ok: false, fault: 'unknown-item' });
    at.stage.platform.apps.set([]);
    expect(await verify(at, 'kari', item)).toEqual({ ok: true, value: { outcome: 'removed' } });
    expect(at.told('kari')).not.toContain('removed 1');
    expect(await at.over(at.removal.verify('kari', 'other', item))).toEqual({
      ok: false,
      fault: 'unknown-ban',
    });
  });
});

it('no verb of the tray names a program, a path to remove, or a command', () => {
  const fields = trayToAgent.flatMap(({ properties }) => Object.keys(properties));
  expect(new Set(fields)).toEqual(
    new Set([
      'type',
      'id',
      'notice',
      'ban',
      'purpose',
      'days',
      'device',
      'when',
      'item',
      'before',
      'path',
      'code',
    ]),
  );
  // `path` is of `explain`, which reads with the caller's rights.
  const withPath = trayToAgent.filter(({ properties }) => 'path' in properties);
  expect(withPath.map(({ properties }) => properties.type.const)).toEqual(['explain']);
});
