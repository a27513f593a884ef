import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProcessOrigin } from '#platform/process-origin/linux.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

describe.skipIf(process.platform !== 'linux')('where a process comes from', () => {
  it('is told from itself to its parents, with its language and nothing else of its environment', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)'], {
      env: { LANG: 'nb_NO.UTF-8', LANGUAGE: 'nn:nb', SECRET: 'x', LC_TIME: 'C' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      const origin = createProcessOrigin().of(child.pid ?? 0);
      expect(origin?.language).toEqual({ LANG: 'nb_NO.UTF-8', LANGUAGE: 'nn:nb' });
      expect(origin?.line[0]).toMatchObject({ pid: child.pid, parent: process.pid, exe: process.execPath });
      expect(origin?.line[1]).toMatchObject({ pid: process.pid, uid: process.getuid?.() });
      expect(origin?.line.at(-1)?.parent).toBe(0);
      expect(Math.abs(Date.now() - (origin?.line[0]?.startedAt ?? 0))).toBeLessThan(30_000);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    expect(createProcessOrigin().of(child.pid ?? 0)).toBeUndefined();
  });

  it('ends at a parent that is younger than its child, and reads no more of an environment than is bearable', () => {
    using folder = tempFolder();
    const put = (pid: number, parent: number, ticks: number, environ = ''): void => {
      mkdirSync(join(folder.path, String(pid)));
      const fields = Array.from({ length: 17 }, () => '0').join(' ');
      writeFileSync(join(folder.path, `${pid}/stat`), `${pid} (a) b) S ${parent} ${fields} ${ticks} 0`);
      writeFileSync(join(folder.path, `${pid}/status`), 'Uid:\t1000\t1000\n');
      writeFileSync(join(folder.path, `${pid}/environ`), environ);
    };
    writeFileSync(join(folder.path, 'stat'), 'btime 1000\n');
    put(30, 20, 500, `A=${'x'.repeat(200_000)}\0LANG=de_DE`);
    put(20, 10, 400);
    put(10, 1, 450);
    const origin = createProcessOrigin({ proc: folder.path }).of(30);
    expect(origin?.line.map(({ pid }) => pid)).toEqual([30, 20]);
    expect(origin?.language).toEqual({});
  });
});
