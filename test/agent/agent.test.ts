import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startAgent } from '#agent/main.ts';
import { agentVersion } from '#agent/version.ts';
import type { InstallRoot } from '#platform/install-root/port.ts';
import { generateSigningKey } from '#runtime/signature.ts';
import { silentLog } from '#runtime/log.ts';
import { FakePlatform, kari, telegramFile, telegramPath } from '#test/kit/fake-platform.ts';
import { clockSetTo, settled } from '#test/kit/fake-clock.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer, type TinyServerOptions } from '#test/kit/tiny-server.ts';

const rootIn = (folder: string): InstallRoot => ({
  mode: 'system',
  state: join(folder, 'state'),
  run: join(folder, 'run'),
  config: join(folder, 'config'),
});

class World implements AsyncDisposable {
  readonly folder: ReturnType<typeof tempFolder>;
  platform: FakePlatform;
  agent;
  readonly server: TinyServer;
  private constructor(
    server: TinyServer,
    agent: Awaited<ReturnType<typeof startAgent>>,
    parts: { folder: ReturnType<typeof tempFolder>; platform: FakePlatform },
  ) {
    this.server = server;
    this.agent = agent;
    this.folder = parts.folder;
    this.platform = parts.platform;
  }
  static async open(
    options: TinyServerOptions & {
      readonly token?: (server: TinyServer) => string;
      readonly private?: boolean;
    } = {},
  ): Promise<World> {
    const server = await TinyServer.open({ bans: [ban()], ...options });
    const folder = tempFolder();
    const platform = new FakePlatform();
    platform.identifier.files.set(telegramPath, telegramFile());
    const agent = await World.start(server, folder.path, platform, options);
    return new World(server, agent, { folder, platform });
  }
  static start(
    server: TinyServer,
    folder: string,
    platform: FakePlatform,
    options: { readonly token?: (server: TinyServer) => string; readonly private?: boolean } = {},
  ) {
    return startAgent({
      installRoot: rootIn(folder),
      platform,
      log: silentLog,
      clock: clockSetTo(monday),
      random: () => 0,
      settings: {
        server: server.url,
        token: (options.token ?? ((one) => one.token))(server),
        ...(options.private === true ? { class: 'private' as const } : {}),
      },
    });
  }
  applied(version = 1) {
    return until('the release is applied', () =>
      this.server.heard.find((one) => one.type === 'release-applied' && one.version === version),
    );
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.agent.stop();
    await this.server[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}

describe('an agent', () => {
  it('enrols, takes the policy, applies it, and says what it really enforces', async () => {
    await using world = await World.open();
    const applied = await world.applied();
    const truth = applied?.type === 'release-applied' ? applied.truth : [];
    expect(truth).toContainEqual({ ban: 'telegram-ban', channel: 'native', level: 'stopped-after-start' });
    expect(world.server.heard.map(({ type }) => type).slice(0, 3)).toEqual([
      'enrol',
      'hello',
      'fragment-wanted',
    ]);
    expect(world.agent.status()).toMatchObject({
      state: 'active',
      release: 1,
      unit: 'root',
      server: { connected: true },
    });
    const kept = readFileSync(join(world.folder.path, 'state/membership.json'), 'utf8');
    expect(kept).not.toContain('A'.repeat(43));
    expect(statSync(join(world.folder.path, 'state/device.key')).mode & 0o777).toBe(0o600);
  });

  it('stops a program, and reports it once the person has seen why', async () => {
    await using world = await World.open();
    await world.applied();
    const process = world.platform.fakeProcesses.start({ exe: telegramPath });
    await until('the program is gone', () => !world.platform.fakeProcesses.alive(process));
    const notice = await until('a notice', () => world.agent.services.notices('kari')[0]);
    expect(world.server.events.size).toBe(0);
    expect(world.agent.services.shown('kari', notice.id).ok).toBe(true);
    const event = await until('the hit', () =>
      [...world.server.events.values()].find(({ body }) => body.type === 'hit'),
    );
    expect(event.body).toMatchObject({
      ban: 'telegram-ban',
      action: 'stopped',
      account: 'kari',
      level: 'stopped-after-start',
    });
    const ledger = world.agent.services.ledger('kari');
    expect(ledger.intact).toBe(true);
    const sent = ledger.entries.filter(({ kind }) => kind === 'sent').map(({ body }) => JSON.parse(body));
    expect(sent.filter(({ type }) => type === 'hit')).toEqual([event.body]);
  });

  it('enforces a new release in the moment it comes, and a restart without a server', async () => {
    await using world = await World.open();
    await world.applied();
    world.server.publish([ban({ effect: 'warn' })]);
    await world.applied(2);
    await world.agent.stop();
    await world.server[Symbol.asyncDispose]();
    const platform = new FakePlatform();
    platform.identifier.files.set(telegramPath, telegramFile());
    world.agent = await World.start(world.server, world.folder.path, platform);
    const process = platform.fakeProcesses.start({ exe: telegramPath });
    await until('a notice', () => world.agent.services.notices('kari')[0]);
    expect(platform.fakeProcesses.alive(process)).toBe(true);
    expect(world.agent.status()).toMatchObject({ state: 'active', release: 2, server: { connected: false } });
  });

  it('does not join an organisation whose key its token does not name', async () => {
    const other = generateSigningKey();
    await using world = await World.open({
      token: (server) => server.token.replace(/^pvt1\.example\.[^.]+/, `pvt1.example.${'x'.repeat(43)}`),
      proofKey: other,
    });
    await until('it was refused', () =>
      /another organisation key/.test(world.agent.status().server.why ?? ''),
    );
    expect(world.agent.status().state).toBe('waiting-for-organisation');
    expect(existsSync(join(world.folder.path, 'state/membership.json'))).toBe(true);
  });

  it('sends nothing after hello to a server that cannot prove itself', async () => {
    await using world = await World.open({ proofKey: generateSigningKey() });
    await until('it was refused', () => /did not prove itself/.test(world.agent.status().server.why ?? ''));
    expect(new Set(world.server.heard.map(({ type }) => type))).toEqual(new Set(['enrol', 'hello']));
  });

  it('stays private whatever the server assigns, and then reports no hit', async () => {
    await using world = await World.open({
      private: true,
      bans: [ban({ audience: { classes: ['private', 'service'] } })],
    });
    await world.applied();
    expect(world.agent.status().class).toBe('private');
    world.platform.fakeProcesses.start({ exe: telegramPath });
    const notice = await until('a notice', () => world.agent.services.notices('kari')[0]);
    world.agent.services.acknowledge('kari', notice.id);
    expect(world.agent.status().counts.waitingEvents).toBe(0);
    expect(world.server.events.size).toBe(0);
  });

  it('sends again what was not acknowledged, and nothing twice into the ledger', async () => {
    await using world = await World.open({ acks: false });
    await world.applied();
    const asked = world.agent.services.ask('kari', { ban: 'telegram-ban', purpose: 'event', days: 3 });
    expect(asked.ok).toBe(true);
    await until('the request', () => world.server.events.size === 1);
    world.server.drop();
    await until(
      'the request again',
      () => world.server.heard.filter(({ type }) => type === 'events').length >= 2,
    );
    expect(world.server.events.size).toBe(1);
    const sent = world.agent.services.ledger('kari').entries.filter(({ kind }) => kind === 'sent');
    expect(sent.filter(({ body }) => body.includes('exemption-request'))).toHaveLength(1);
  });

  it('tells a person what became of a request', async () => {
    await using world = await World.open();
    await world.applied();
    const asked = world.agent.services.ask('kari', { ban: 'telegram-ban', purpose: 'event', days: 3 });
    const request = asked.ok ? asked.value : '';
    world.server.send({
      type: 'ask-answer',
      answer: { request, state: 'denied', reason: 'use the other PC' },
    });
    const notice = await until('the answer', () => world.agent.services.notices('kari')[0]);
    expect(notice).toMatchObject({ kind: 'exemption-answered', answer: 'denied: use the other PC' });
    expect(world.agent.services.requests('kari')[0]?.answer.state).toBe('denied');
    expect(world.agent.services.requests('ola')).toEqual([]);
  });

  it('tells of an approval when it acts here, not before; the status says so too', async () => {
    await using world = await World.open();
    await world.applied();
    const asked = world.agent.services.ask('kari', { ban: 'telegram-ban', purpose: 'event', days: 3 });
    const request = asked.ok ? asked.value : '';
    const end = monday + 3 * 86_400_000;
    world.server.send({ type: 'ask-answer', answer: { request, state: 'approved', until: end } });
    await until('the answer', () => world.agent.services.requests('kari')[0]?.answer.state === 'approved');
    await world.agent.services.rescan();
    expect(world.agent.services.notices('kari')).toEqual([]);

    const exemption = {
      ...{ id: 'e'.repeat(32), ban: 'telegram-ban', account: 'kari', purpose: 'event' },
      ...{ from: monday - 1, until: end, approvedBy: ['IT'] },
    };
    const envelope = world.server.signer.assignment({ serial: 2, exemptions: [exemption] });
    world.server.send({ type: 'assignment', envelope });
    const notice = await until('the notice', () => world.agent.services.notices('kari')[0]);
    expect(notice).toMatchObject({ kind: 'exemption-answered', answer: 'approved', deadline: end });
    expect(world.agent.status('kari').bans[0]).toMatchObject({
      effect: 'none',
      reason: 'exempt',
      exemptUntil: end,
    });
    expect(world.agent.status('ola').bans[0]?.reason).not.toBe('exempt');
    expect(world.agent.services.notices('kari')).toHaveLength(1);
  });

  it('answers a preview in bits, and writes it into the ledger', async () => {
    await using world = await World.open();
    await world.applied();
    const id = 'b'.repeat(32);
    world.server.send({ type: 'preview', id, apps: ['telegram', 'tiktok'] });
    world.server.send({ type: 'preview', id, apps: ['telegram', 'tiktok'] });
    const answers = await until('two answers', () => {
      const found = world.server.heard.filter((one) => one.type === 'preview-result');
      return found.length === 2 ? found : undefined;
    });
    expect(answers[0]).toEqual(answers[1]);
    expect(world.agent.services.ledger('kari').entries.filter(({ kind }) => kind === 'preview')).toHaveLength(
      2,
    );
  });

  it('answers no preview where it is private, and a few a day elsewhere', async () => {
    const ask = { type: 'preview' as const, id: 'b'.repeat(32), apps: ['telegram'] };
    const answers = (world: World) => world.server.heard.filter(({ type }) => type === 'preview-result');
    // Dealt with in order: what was asked before this has been answered, or will never be.
    const refusal = async (world: World) => {
      world.server.send({ type: 'release', envelope: world.server.signer.assignment() });
      await until('a refusal', () => world.server.heard.find(({ type }) => type === 'release-refused'));
    };
    await using own = await World.open({ private: true });
    await own.applied();
    own.server.send(ask);
    await refusal(own);
    expect(answers(own)).toEqual([]);
    await using work = await World.open();
    await work.applied();
    for (let times = 0; times < 30; times += 1) work.server.send(ask);
    await refusal(work);
    expect(answers(work)).toHaveLength(20);
  });

  it('has in its ledger what is told beside the events, once per content', async () => {
    await using world = await World.open();
    await world.applied();
    world.server.send({ type: 'release', envelope: world.server.signer.assignment() });
    await until('a refusal', () => world.server.heard.find(({ type }) => type === 'release-refused'));
    const sent = () =>
      world.agent.services
        .ledger('kari')
        .entries.filter(({ kind }) => kind === 'sent')
        .map(({ body }) => JSON.parse(body) as { type: string; facts?: unknown; truth?: unknown })
        .reverse();
    const types = () => sent().map(({ type }) => type);
    const once = types();
    expect(new Set(once)).toEqual(new Set(['enrol', 'hello', 'release-applied', 'release-refused']));
    const told = world.server.heard.find((one) => one.type === 'enrol');
    expect(sent()[0]).toEqual({ type: 'enrol', facts: told?.facts, private: false });
    expect(JSON.stringify(sent())).not.toContain('A'.repeat(43));
    const hellos = () => world.server.heard.filter(({ type }) => type === 'hello').length;
    const before = hellos();
    world.server.drop();
    await until('it is back', () => hellos() > before && world.agent.status().server.connected);
    expect(types()).toEqual(once);
  });

  it('names nobody who acknowledges where the device is not one person’s', async () => {
    await using world = await World.open({
      bans: [ban({ audience: { classes: ['dedicated', 'service'] } })],
      deviceClass: 'dedicated',
    });
    await world.applied();
    world.platform.fakeProcesses.start({ exe: telegramPath });
    const notice = await until('a notice', () => world.agent.services.notices('kari')[0]);
    world.agent.services.acknowledge('kari', notice.id);
    const event = await until('the acknowledgement', () =>
      [...world.server.events.values()].find(({ body }) => body.type === 'acknowledged'),
    );
    expect(event.body).toMatchObject({ type: 'acknowledged', notice: 'block' });
    expect(event.body).not.toHaveProperty('account');
  });

  it('does no work for what a person says again', async () => {
    await using world = await World.open();
    await world.applied();
    world.platform.fakeProcesses.start({ exe: telegramPath });
    const { id } = await until('a notice', () => world.agent.services.notices('kari')[0]);
    world.agent.services.acknowledge('kari', id);
    let cycles = 0;
    await settled();
    using _ = world.agent.onCycle(() => (cycles += 1));
    for (let times = 0; times < 100; times += 1) {
      world.agent.services.acknowledge('kari', id);
      world.agent.services.shown('kari', id);
    }
    await settled();
    // The last one of before may still have been under way.
    expect(cycles).toBeLessThan(2);
  });

  it('explains a program to those only who can read it', async () => {
    await using world = await World.open();
    await world.applied();
    const caller = { uid: kari.uid, account: 'kari' };
    const secret = join(world.folder.path, 'state/device.key');
    const refused = await world.agent.services.explain(caller, secret);
    expect(refused.ok ? 'ok' : refused.fault).toBe('not-readable');
    world.platform.identifier.files.set('/usr/bin/env', { ...telegramFile() });
    const explained = await world.agent.services.explain(caller, '/usr/bin/env');
    expect(explained.ok ? explained.value.decisions : []).toMatchObject([
      {
        ban: 'telegram-ban',
        effect: 'block',
        reason: 'blocked',
        sentence: 'Example municipality has decided that Telegram is not to be used on this PC.',
      },
    ]);
  });

  it('does not follow a server that invents the year: bans would end by their review dates', async () => {
    const at = Date.UTC(2090, 0, 1);
    await using world = await World.open({ at });
    await until('it is told', () =>
      world.agent.status().faults.some(({ code }) => code === 'server-time-refused'),
    );
    world.server.send({ type: 'looks', looks: [{ id: '1'.repeat(32), at, operator: 'o', what: 'device' }] });
    const look = await until('an entry of that time', () =>
      world.agent.services.ledger('kari').entries.find(({ kind }) => kind === 'look'),
    );
    expect(look.at).toBeLessThan(monday + 401 * 86_400_000);
  });

  it('goes back to no older release after its database was lost', async () => {
    await using world = await World.open();
    await world.applied();
    world.server.publish([ban({ effect: 'warn' })]);
    await world.applied(2);
    await world.agent.stop();
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(world.folder.path, `state/state.sqlite${end}`), { force: true });
    world.server.version = 1;
    world.platform = new FakePlatform();
    world.agent = await World.start(world.server, world.folder.path, world.platform);
    const refused = await until('it is refused', () =>
      world.server.heard.find((one) => one.type === 'release-refused'),
    );
    expect(refused).toMatchObject({ fault: 'rollback', version: 1 });
    expect(world.agent.status().release).toBe(0);
    world.server.publish([ban()]);
    world.server.publish([ban()]);
    await until('the newer one', () => world.agent.status().release === 3);
  });

  it('says the version of the product', () => {
    const product: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(product).toMatchObject({ version: agentVersion });
  });
});
