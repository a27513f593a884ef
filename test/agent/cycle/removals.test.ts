import { describe, expect, it } from 'vitest';
import { settled } from '#test/kit/fake-clock.ts';
import { kari, telegramApp } from '#test/kit/fake-platform.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { Stage } from './stage.ts';

const ofKari = { kind: 'account', account: kari.name, uid: kari.uid } as const;
const removals = (stage: Stage): readonly unknown[] =>
  stage.events().flatMap((event) => (event.type === 'removed' ? [event.verified] : []));
const atWork = (stage: Stage) =>
  stage.platform.fakeProcesses.start({ exe: '/usr/bin/true', uid: kari.uid, startedAt: stage.clock.now() });

async function goneAfter(stage: Stage): Promise<void> {
  stage.platform.apps.set([]);
  await stage.cycle.full();
  await stage.clock.advance(61_000);
  await settled();
}

describe('a removal', () => {
  it.each([
    ['a package', [telegramApp()], true],
    ['a flatpak of the system', [telegramApp({ source: 'flatpak' })], true],
    ['a flatpak of an account', [telegramApp({ source: 'flatpak', scope: ofKari })], false],
    ['a folder in a home', [telegramApp({ source: 'folder', scope: ofKari })], false],
    ['a folder of the machine', [telegramApp({ source: 'folder' })], false],
    ['a package and a folder', [telegramApp(), telegramApp({ key: 'folder', source: 'folder' })], false],
  ] as const)('of %s is verified only where a database said so', async (_, apps, verified) => {
    await using stage = await Stage.started({ bans: [ban({ effect: 'warn' })] });
    atWork(stage);
    stage.platform.apps.set(apps);
    await stage.cycle.full();
    await goneAfter(stage);
    expect(removals(stage)).toEqual([verified]);
  });

  it('stays unproved when the folder goes before the package, also over a restart', async () => {
    await using stage = await Stage.started({ bans: [ban({ effect: 'warn' })] });
    stage.platform.apps.set([telegramApp(), telegramApp({ key: 'folder', source: 'folder' })]);
    await stage.cycle.full();
    stage.platform.apps.set([telegramApp()]);
    await stage.cycle.full();
    await stage.restart();
    await goneAfter(stage);
    expect(removals(stage)).toEqual([false]);
  });

  it('from a home is believed only while its account is at work, and a login makes no new first hit', async () => {
    await using stage = await Stage.started({ bans: [ban({ effect: 'warn' })] });
    const app = telegramApp({ source: 'folder', scope: ofKari });
    const session = atWork(stage);
    stage.platform.apps.set([app]);
    await stage.cycle.full();
    // Logging out takes the home away.
    stage.platform.fakeProcesses.close(session);
    await goneAfter(stage);
    await stage.clock.advance(3_600_000);
    await stage.cycle.full();
    expect(removals(stage)).toEqual([]);
    atWork(stage);
    stage.platform.apps.set([app]);
    await stage.cycle.full();
    expect(stage.hits()).toEqual(['telegram-ban found kari']);
    await goneAfter(stage);
    expect(removals(stage)).toEqual([false]);
  });
});
