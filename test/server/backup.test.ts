import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody } from '#protocol/event.ts';
import { restoreBackup } from '#server/backup/index.ts';
import { forkServer } from '#test/kit/child-server.ts';
import { must, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { WireAgent, enrolDevice } from '#test/kit/wire-agent.ts';
import { runCli } from '../cli/run-cli.ts';

const fault: EventBody = { type: 'fault', code: 'test', detail: 'test', at: 0 };
const count = (path: string): number => {
  using database = new DatabaseSync(path, { readOnly: true });
  return Number(database.prepare('select count(*) as count from events').get()?.['count']);
};

describe('a backup', () => {
  it('made while events pour in has every one acknowledged before it; PCs come back to the restored server', async () => {
    using folder = tempFolder();
    const [data, copy, again] = ['data', 'backup', 'again'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    const running = await forkServer(data);
    const { token = '' } = running;
    const { text } = await must(running.apiUrl, token, 'createToken', {
      body: { name: 'test', uses: 10, validHours: 1 },
    });
    const { device, key } = await enrolDevice(running.url, text);
    const batch = Array.from({ length: 200 }, () => fault);
    const agent = new WireAgent(running.url, { key });
    await agent.arrive(device);
    const pours = Promise.withResolvers<void>();
    let acknowledged = 0;
    let goOn = true;
    const pouring = (async () => {
      while (goOn) {
        agent.sendEvents(acknowledged + 1, batch);
        const { seq } = await agent.take('events-ack');
        acknowledged = seq;
        if (seq >= 2_000) pours.resolve();
      }
    })();
    await pours.promise;
    const before = acknowledged;
    const made = await runCli(['server', 'backup', copy, '--data', data, '--json']);
    const after = acknowledged;
    goOn = false;
    await pouring;
    expect(made.err).toContain('Whoever reads it can act as this server');
    expect(made.code).toBe(0);
    expect(after).toBeGreaterThan(before);
    const held = count(join(copy, 'server.sqlite'));
    expect(held).toBeGreaterThanOrEqual(before);
    expect(readdirSync(folder.path).toSorted()).toEqual(['backup', 'data']);
    expect(statSync(copy).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(copy)) expect(statSync(join(copy, name)).mode & 0o777, name).toBe(0o600);
    await agent.close();
    await running.stop();

    const restored = await runCli(['server', 'restore', copy, '--data', again]);
    expect(restored.err).toContain('--restored');
    expect(restored.code).toBe(0);
    for (const name of readdirSync(copy).filter((one) => !/sqlite|backup\.json/.test(one)))
      expect(readFileSync(join(again, name)), name).toEqual(readFileSync(join(data, name)));
    await using server = await startTestServer(again, { token, restored: true });
    await using back = new WireAgent(server.url, { key });
    const welcome = await back.arrive(device, { epoch: agent.epoch });
    expect(welcome.acked).toBe(held);
    back.sendEvents(held + 1, batch, agent.epoch);
    expect((await back.take('events-ack')).seq).toBe(held + batch.length);
    expect((await server.must('getServerInfo')).devices).toBe(1);
    expect((await server.must('listAudit')).intact).toBe(true);
  }, 120_000);

  it('goes nowhere where something is, and comes from no other folder than a server’s', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'data');
    await (await startTestServer(data)).stop();
    const refused = await runCli(['server', 'backup', data, '--data', data]);
    expect([refused.code, refused.err]).toEqual([7, expect.stringContaining('is there already')]);
    const strange = await runCli(['server', 'backup', join(folder.path, 'copy'), '--data', folder.path]);
    expect([strange.code, strange.err]).toEqual([
      7,
      expect.stringContaining('not the data folder of a server'),
    ]);
    expect(readdirSync(folder.path)).toEqual(['data']);
  });

  it('that was changed, or whose folder is not empty, is not restored', async () => {
    using folder = tempFolder();
    const [data, copy, again] = ['data', 'backup', 'again'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    await (await startTestServer(data)).stop();
    expect((await runCli(['server', 'backup', copy, '--data', data])).code).toBe(0);
    expect(await restoreBackup(copy, data)).toMatchObject({
      ok: false,
      fault: expect.stringContaining('not an empty folder') as string,
    });
    expect(await restoreBackup(data, again)).toMatchObject({
      ok: false,
      fault: expect.stringContaining('is no backup') as string,
    });
    const [key = ''] = readdirSync(copy).filter((name) => name.includes('key'));
    writeFileSync(join(copy, key), 'changed');
    expect(await restoreBackup(copy, again)).toMatchObject({
      ok: false,
      fault: expect.stringContaining(`${key} in`) as string,
    });
    expect(existsSync(again)).toBe(false);
  });

  it('that is hostile leaves nothing behind, and no link, pipe or other name is followed', async () => {
    using folder = tempFolder();
    const [data, copy, again] = ['data', 'backup', 'again'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    await (await startTestServer(data)).stop();
    const [key = ''] = readdirSync(data).filter((name) => name.includes('key'));
    renameSync(join(data, key), join(folder.path, 'kept-elsewhere'));
    symlinkSync(join(folder.path, 'kept-elsewhere'), join(data, key));
    expect((await runCli(['server', 'backup', copy, '--data', data])).code).toBe(0);
    expect(readFileSync(join(copy, key))).toEqual(readFileSync(join(data, key)));

    const manifest = join(copy, 'backup.json');
    const good = readFileSync(manifest, 'utf8');
    type File = { name: string; bytes: number; sha256: string };
    const listed = (JSON.parse(good) as { files: File[] }).files;
    const refused = async (why: string): Promise<void> => {
      const fault = expect.stringContaining(why) as string;
      expect(await restoreBackup(copy, again)).toMatchObject({ ok: false, fault });
      expect(existsSync(again)).toBe(false);
    };
    const entry = (name: string, content: string): File => {
      const sha256 = createHash('sha256').update(content).digest('hex');
      return { name, bytes: content.length, sha256 };
    };
    const withFiles = (files: readonly File[]): void =>
      writeFileSync(manifest, JSON.stringify({ ...(JSON.parse(good) as object), files }));
    for (const name of [
      '../up',
      'a/b',
      '/etc/passwd',
      '.hidden',
      'server.sqlite-wal',
      'lock',
      'backup.json',
    ]) {
      withFiles([...listed, entry(name, 'x')]);
      if (!name.includes('/')) writeFileSync(join(copy, name === 'backup.json' ? 'x' : name), 'x');
      await refused('is damaged');
    }
    withFiles([...listed, ...listed]);
    await refused('is damaged');
    rmSync(manifest);
    execFileSync('/usr/bin/mkfifo', [manifest]);
    await refused('is damaged');
    rmSync(manifest);
    writeFileSync(manifest, '');
    truncateSync(manifest, 3 * 2 ** 30);
    await refused('is damaged');
    truncateSync(manifest, 0);
    writeFileSync(manifest, good);
    rmSync(join(copy, key));
    symlinkSync(join(folder.path, 'kept-elsewhere'), join(copy, key));
    await refused(`${key} in`);
    rmSync(join(copy, key));
    await refused(`${key} in`);
    writeFileSync(join(copy, key), readFileSync(join(data, key)));
    rmSync(join(copy, 'server.sqlite'));
    writeFileSync(join(copy, 'server.sqlite'), 'no database');
    withFiles([
      ...listed.filter(({ name }) => name !== 'server.sqlite'),
      entry('server.sqlite', 'no database'),
    ]);
    await refused('the database in it is damaged');
  }, 60_000);
});
