import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { running, tempHome } from '#test/platform/program-identity/real-files.ts';
import { JudgeStage, sleeperBan } from './stage.ts';

const programs = ['/usr/bin/mksquashfs', '/usr/bin/squashfuse', '/usr/bin/fusermount', '/dev/fuse'];
const canMount = canRunAsRoot('starts from an AppImage', { programs });

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

it.skipIf(!canMount)(
  'a mounted AppImage is denied by its name where a ban describes it, as the agent would',
  async () => {
    using home = tempHome();
    mkdirSync(home.at('content'));
    copyFileSync('/usr/bin/dash', home.at('content/AppRun'));
    chmodSync(home.at('content/AppRun'), 0o755);
    run(
      '/usr/bin/mksquashfs',
      home.at('content'),
      home.at('Sleeper-1.2-x86_64.AppImage'),
      '-quiet',
      '-no-progress',
    );
    const point = home.at('.mount_SleepeAbc');
    mkdirSync(point);
    run(
      '/usr/bin/squashfuse',
      '-o',
      'fsname=Sleeper-1.2-x86_64.AppImage',
      home.at('Sleeper-1.2-x86_64.AppImage'),
      point,
    );
    try {
      await using stage = new JudgeStage({ root: home.at('no-packages') });
      const { apps: _, ...rest } = sleeperBan();
      const appImage = { kind: 'appimage-name', value: 'Sleeper' } as const;
      const appRun = { kind: 'exe-name', value: 'AppRun' } as const;
      const path = `${point}/AppRun`;
      using program = await running(path, ['-c', 'kill -STOP $$']);
      const asked: string[] = [];
      for (const all of [[appImage], [appImage, appRun], [{ ...appImage, value: 'Other' }, appRun]]) {
        await stage.take({ bans: [{ ...rest, matcher: { name: 'Sleeper', all } }] });
        const { scope, verdict } = await stage.ask(path);
        asked.push(
          `${verdict} ${scope}; agent: ${(await stage.cycleDecides(program.pid))?.effect ?? 'none'}`,
        );
      }
      expect(asked).toEqual([
        'allow account; agent: warn',
        'deny account; agent: block',
        'allow account; agent: none',
      ]);
    } finally {
      run('/usr/bin/fusermount', '-u', '-z', point);
    }
  },
);
