import { describe, expect, it } from 'vitest';
import type { Release } from '#policy/release.ts';
import { generateSigningKey, type SigningKey } from '#runtime/signature.ts';
import { silentLog } from '#runtime/log.ts';
import { systemClock } from '#runtime/clock.ts';
import { auditMigrations, createAudit } from '#server/audit/index.ts';
import { mostVersionsPerDay } from '#server/policies/claims.ts';
import { createPolicies, policyMigrations } from '#server/policies/index.ts';
import { openStore, storeMigrations } from '#server/store/index.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';

const dayMs = 86_400_000;
const kari = { name: 'kari' };

async function claiming(server: TestServer, highestRelease: number): Promise<WireAgent> {
  const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
  const agent = new WireAgent(server.url, { key });
  await agent.arrive(device, { release: highestRelease, highestRelease, assignment: 9 });
  return agent;
}

async function room(path: string, organisation: SigningKey, restored = true) {
  const store = await openStore(`${path}/server.sqlite`, [
    storeMigrations,
    auditMigrations,
    policyMigrations,
  ]);
  let ahead = 0;
  const clock = { ...systemClock, now: () => Date.now() + ahead };
  const audit = createAudit(store.db, clock);
  const policies = await createPolicies({
    db: store.db,
    audit,
    clock,
    keys: {
      organisation: { mode: 'hosted', publicKey: organisation.publicKey, key: organisation },
      server: generateSigningKey(),
    },
    organisationId: 'kommune',
    log: silentLog,
    restored,
  });
  return {
    policies,
    audit,
    later: (ms: number) => (ahead += ms),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

describe('a device that says it has seen a version above ours', () => {
  it('is believed by a server that was restored from a backup', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { restored: true });
    await using agent = await claiming(server, 41);
    // What was in force may come first: the agent refuses it as a rollback.
    let version = 0;
    while (version !== 42) {
      const { envelope } = await agent.take('release');
      ({ version } = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Release);
    }
    const assignment = await agent.take('assignment');
    expect(JSON.parse(Buffer.from(assignment.envelope.payload, 'base64').toString('utf8'))).toMatchObject({
      serial: 10,
    });
    const applied = await server.must('applyPolicy', { body: { files: policyFiles([ban()]) } });
    expect(applied.version).toBe(43);
  });

  it('changes nothing elsewhere, and is audited once', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    for (const claimed of [41, 42, Number.MAX_SAFE_INTEGER]) {
      await using agent = await claiming(server, claimed);
      await agent.take('assignment');
    }
    expect((await server.must('getServerInfo')).release).toBe(1);
    const { entries } = await server.must('listAudit');
    expect(entries.filter(({ action }) => action === 'ignore-claim')).toMatchObject([
      { operator: 'server', subject: 'release 41' },
    ]);
    expect((await server.must('applyPolicy', { body: { files: policyFiles([ban()]) } })).version).toBe(2);
  });

  it('is believed within the margin of a day, all claims together', async () => {
    using folder = tempFolder();
    await using one = await room(folder.path, generateSigningKey());
    const { policies } = one;
    await policies.apply(kari, policyFiles([ban()]));
    await policies.noteHighest(1 + mostVersionsPerDay + 1);
    expect(policies.current()?.version).toBe(1);
    await policies.noteHighest(1 + mostVersionsPerDay);
    expect(policies.current()?.version).toBe(2 + mostVersionsPerDay);
    await policies.noteHighest(2 + mostVersionsPerDay + 1);
    expect(policies.current()?.version).toBe(2 + mostVersionsPerDay);
    one.later(dayMs);
    await policies.noteHighest(2 + mostVersionsPerDay + 1);
    expect(policies.current()?.version).toBe(2 + mostVersionsPerDay + 2);
  });

  it('never brings back what was replaced while it was heard', async () => {
    using folder = tempFolder();
    await using one = await room(folder.path, generateSigningKey());
    const { policies } = one;
    await policies.apply(kari, policyFiles([]));
    for (let round = 1; round <= 20; round += 1) {
      const wanted = policyFiles([ban({ id: `ban-${round}` })]);
      const ours = policies.current()?.version ?? 0;
      const [applied] = await Promise.all([
        policies.apply(kari, wanted),
        policies.noteHighest(ours + 1 + (round % 3)),
        policies.noteHighest(ours + 1),
      ]);
      expect(applied).toMatchObject({ ok: true, value: { applied: true } });
      const held = [...(policies.current()?.fragmentOf.values() ?? [])].flatMap(({ bans }) => bans);
      expect(held.map(({ id }) => id)).toEqual([`ban-${round}`]);
      expect(await policies.files()).toMatchObject({ value: { files: wanted } });
    }
    const { intact } = await one.audit.list(0, 500);
    expect(intact).toBe(true);
  });
});
