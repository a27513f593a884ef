import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialAgent, type LocalClient } from '#local-client/client.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import type { Ban } from '#policy/ban.ts';
import type { Removable } from '#protocol/tray-agent.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { ban, organisation } from '#test/kit/policy-builder.ts';
import {
  Child,
  portvakt,
  startServerProcess,
  until,
  type ServerProcess,
} from '#test/kit/system-under-test.ts';

/** A real server, a real agent as root, real packages in the database of this machine. */
const canRun = canRunAsRoot('guided removal', { programs: ['/usr/bin/dpkg', '/usr/bin/dpkg-deb'] });
const base = mkdtempSync('/tmp/portvakt-removal-');
const run = join(base, 'run');
const [alone, needed, needy] = [
  'portvakt-test-alone',
  'portvakt-test-needed',
  'portvakt-test-needy',
] as const;

let server: ServerProcess;
let agent: Child;
let client: LocalClient;

function dpkg(...args: readonly string[]): void {
  const ran = spawnSync('/usr/bin/dpkg', args, { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
}
function installDeb(name: string, more = ''): void {
  const root = join(base, name);
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  mkdirSync(join(root, 'usr/share', name), { recursive: true });
  writeFileSync(join(root, 'usr/share', name, 'file'), 'x');
  const fields = `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: T <t@example.org>\nDescription: test\n`;
  writeFileSync(join(root, 'DEBIAN/control'), fields + more);
  const built = spawnSync('/usr/bin/dpkg-deb', ['--root-owner-group', '-b', root, `${root}.deb`]);
  if (built.status !== 0) throw new Error(String(built.stderr));
  dpkg('-i', `${root}.deb`);
}
function banOf(name: string): Ban {
  const { apps: _, ...rest } = ban({ id: name, effect: 'warn', removal: 'require', review: '2099-01-01' });
  return { ...rest, matcher: { name, all: [{ kind: 'deb-package', value: name }] } };
}
const cli = (...args: readonly string[]): ReturnType<typeof portvakt> =>
  portvakt(args, { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN_FILE: server.tokenFile });

/** What the agent lists of this ban, once its inventory has it. */
const listed = (name: string): Promise<Removable> =>
  until(`${name} in the list`, async () => {
    const answer = await client.request({ type: 'removables', ban: name });
    return answer.ok ? answer.value.removables[0] : undefined;
  });

beforeAll(async () => {
  if (!canRun) return;
  server = await startServerProcess(join(base, 'server'), 'systemtest');
  const folder = join(base, 'policy');
  mkdirSync(folder);
  const org = organisation({ id: 'systemtest', name: 'System test' });
  writeFileSync(
    join(folder, 'organisation.yaml'),
    stringify({ portvakt: 'organisation/1', organisation: org }),
  );
  const bans = [alone, needed].map(banOf);
  writeFileSync(join(folder, 'root.yaml'), stringify({ portvakt: 'policy/1', unit: 'root', bans }));
  const applied = await cli('policy', 'apply', folder);
  expect(applied, applied.stderr).toMatchObject({ code: 0 });
  const token = await cli('token', 'create', '--uses', '1', '--expires-days', '1', '--json');
  const tokenFile = join(base, 'token');
  writeFileSync(tokenFile, (JSON.parse(token.stdout) as { text: string }).text, { mode: 0o600 });
  agent = new Child(process.execPath, [
    'src/agent/main.ts',
    ...['--state', join(base, 'agent'), '--run', run, '--config', join(base, 'config')],
    ...['--server', server.url, '--token-file', tokenFile, '--log-level', 'warn'],
  ]);
  client = await until('the agent’s door', async () => {
    if (!agent.running) throw new Error(agent.stderr());
    const dialled = await dialAgent(createLocalEndpoint(), 'tray', run);
    return dialled.ok ? dialled.value : undefined;
  });
  await until('the bans on the PC', async () => {
    const answer = await client.request({ type: 'status' });
    return answer.ok && answer.value.status.bans.length === 2 ? true : undefined;
  });
});

afterAll(async () => {
  client?.[Symbol.dispose]();
  await agent?.end();
  await server?.[Symbol.asyncDispose]();
  const left = [needy, needed, alone].filter((name) => existsSync(`/var/lib/dpkg/info/${name}.list`));
  if (left.length > 0) dpkg('--purge', ...left);
  rmSync(base, { recursive: true, force: true });
});

describe.skipIf(!canRun)('a package that a person has removed', () => {
  it('is gone from the machine when that is answered, and the person is told', async () => {
    installDeb(alone);
    const { by, item, name, source } = await listed(alone);
    expect({ by, name, source }).toEqual({ by: 'agent', name: alone, source: 'dpkg' });
    const removed = await client.request({ type: 'remove', ban: alone, item });
    expect(removed).toMatchObject({ ok: true, value: { outcome: 'removed' } });
    expect(existsSync(`/usr/share/${alone}/file`)).toBe(false);
    const notices = await client.request({ type: 'notices' });
    expect(notices.ok && notices.value.notices.filter(({ kind }) => kind === 'removed')).toMatchObject([
      { ban: alone, news: true },
    ]);
    expect(await client.request({ type: 'removables', ban: alone })).toMatchObject({
      value: { removables: [] },
    });
  });

  it('stays where another package needs it, and the person is told why', async () => {
    installDeb(needed);
    installDeb(needy, `Depends: ${needed}\n`);
    const { item } = await listed(needed);
    const removed = await client.request({ type: 'remove', ban: needed, item });
    expect(removed).toMatchObject({ ok: true, value: { outcome: 'needed-by-others' } });
    expect(removed.ok && removed.value.detail).toContain(needy);
    expect(existsSync(`/usr/share/${needed}/file`)).toBe(true);
  });

  it('by other means is confirmed too', async () => {
    const { item } = await listed(needed);
    dpkg('--remove', needy, needed);
    const verified = await client.request({ type: 'verify-removal', ban: needed, item });
    expect(verified).toMatchObject({ ok: true, value: { outcome: 'removed' } });
  });
});
