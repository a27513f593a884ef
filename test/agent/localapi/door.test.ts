import { describe, expect, it, vi } from 'vitest';
import { trayVerbs } from '#agent/localapi/requests.ts';
import { adminToAgent } from '#protocol/admin-agent.ts';
import { trayToAgent, type Removable } from '#protocol/tray-agent.ts';
import { fail } from '#policy/outcome.ts';
import { noticeId, requestId, sampleNotice } from './fake-services.ts';
import { openStage } from './stage.ts';

const verbOf = (schema: (typeof adminToAgent)[number]): string => schema.properties.type.const;

describe('the verbs', () => {
  it('of the tray door are these, and none of them lowers protection on the word of the person', () => {
    const verbs = [
      'status',
      'subscribe',
      'notices',
      'shown',
      'acknowledge',
      'ask',
      'remind',
      'removables',
      'remove',
      'verify-removal',
      'requests',
      'ledger',
      'explain',
      'offline-challenge',
      'offline-redeem',
    ];
    expect(trayToAgent.map(verbOf)).toEqual(verbs);
    expect(Object.keys(trayVerbs)).toEqual(verbs);
  });

  it('of the admin door are those and two more', () => {
    expect(adminToAgent.map(verbOf).slice(trayToAgent.length)).toEqual(['rescan', 'enrol']);
  });
});

describe('the tray door', () => {
  it('serves each account its own, whatever it says about itself', async () => {
    await using at = await openStage();
    for (const [uid, account] of [
      [1000, 'anna'],
      [1001, 'berit'],
      [4242, '4242'],
    ] as const) {
      using client = await at.client(uid);
      at.services.calls.length = 0;
      expect(await client.request({ type: 'status' })).toMatchObject({
        value: { status: { agentVersion: `for ${account}` } },
      });
      const notices = await client.request({ type: 'notices' });
      expect(notices.ok && notices.value.notices).toHaveLength(account === 'anna' ? 1 : 0);
      await client.request({ type: 'shown', notice: noticeId });
      await client.request({ type: 'acknowledge', notice: noticeId });
      const asked = await client.request({ type: 'ask', ban: 'telegram', purpose: 'work', days: 3 });
      expect(asked).toMatchObject({ ok: true, value: { request: requestId } });
      await client.request({ type: 'remind', notice: noticeId, when: 'tomorrow' });
      const removable = { ban: 'telegram', item: requestId };
      await client.request({ type: 'removables', ban: 'telegram' });
      expect(await client.request({ type: 'remove', ...removable })).toMatchObject({
        ok: true,
        value: { outcome: 'removed' },
      });
      await client.request({ type: 'verify-removal', ...removable });
      await client.request({ type: 'requests' });
      await client.request({ type: 'ledger', before: 7 });
      const explained = await client.request({ type: 'explain', path: '/opt/app' });
      expect(explained).toMatchObject({ ok: true, value: { explanation: { path: '/opt/app' } } });
      expect(await client.request({ type: 'offline-challenge', ban: 'telegram' })).toMatchObject({
        ok: true,
        value: { challenge: '7K3M-9QXW' },
      });
      await client.request({ type: 'offline-redeem', ban: 'telegram', code: '4C8N' });
      expect(at.services.calls).toEqual([
        `notices ${account}`,
        `shown ${account} ${noticeId}`,
        `acknowledge ${account} ${noticeId}`,
        `ask ${account} telegram work 3`,
        `remind ${account} ${noticeId} tomorrow`,
        `removables ${account} telegram`,
        `remove ${account} telegram ${requestId}`,
        `verify-removal ${account} telegram ${requestId}`,
        `requests ${account}`,
        `ledger ${account} 7`,
        `explain ${uid} ${account} /opt/app`,
        `offline-challenge ${account} telegram`,
        `offline-redeem ${account} telegram 4C8N`,
      ]);
    }
  });

  it('answers with as many installations as one frame carries, however long their paths are', async () => {
    await using at = await openStage();
    const long = `/home/anna/${'x'.repeat(4_000)}`;
    const one: Removable = {
      item: requestId,
      ban: 'telegram',
      appName: 'Telegram',
      source: 'folder',
      by: 'person',
      name: long,
      files: Array.from({ length: 20 }, () => long),
      running: false,
    };
    vi.spyOn(at.services, 'removables').mockResolvedValue({
      ok: true,
      value: Array.from({ length: 100 }, () => one),
    });
    using client = await at.client(1000);
    const answer = await client.request({ type: 'removables', ban: 'telegram' });
    expect(answer.ok && answer.value.removables).toHaveLength(10);
  });

  it('gives a nameless caller the status of the PC and nothing personal', async () => {
    await using at = await openStage();
    using client = await at.client(undefined);
    expect(await client.request({ type: 'status' })).toMatchObject({
      value: { status: { agentVersion: 'for nobody' } },
    });
    const personal = [
      { type: 'notices' },
      { type: 'shown', notice: noticeId },
      { type: 'acknowledge', notice: noticeId },
      { type: 'ask', ban: 'telegram', purpose: 'work', days: 3 },
      { type: 'remind', notice: noticeId, when: 'tomorrow' },
      { type: 'removables', ban: 'telegram' },
      { type: 'remove', ban: 'telegram', item: requestId },
      { type: 'verify-removal', ban: 'telegram', item: requestId },
      { type: 'requests' },
      { type: 'ledger' },
      { type: 'explain', path: '/opt/app' },
      { type: 'offline-challenge', ban: 'telegram' },
      { type: 'offline-redeem', ban: 'telegram', code: '4C8N' },
    ] as const;
    expect(personal.map(({ type }) => type)).toEqual(
      Object.keys(trayVerbs).filter((verb) => verb !== 'status' && verb !== 'subscribe'),
    );
    for (const message of personal)
      expect(await client.request(message)).toMatchObject({
        ok: false,
        fault: { code: 'refused', fault: 'no-proof-of-account' },
      });
    expect(at.services.calls).toEqual([]);
    await client.request({ type: 'subscribe' });
    const heard: string[] = [];
    client.onAnnounced(({ type }) => heard.push(type));
    at.services.tell(sampleNotice());
    at.services.statusChanges();
    await vi.waitFor(() => expect(heard).toEqual(['status-changed']));
    expect(at.services.calls).toEqual([]);
  });

  it('takes a nameless caller for the agent’s own account only where no proof is required', async () => {
    await using at = await openStage({ proofRequired: false });
    using client = await at.client(undefined);
    const own = at.services.nameOf(process.getuid?.() ?? -1);
    await client.request({ type: 'notices' });
    expect(at.services.calls).toEqual([`notices ${own}`]);
  });

  it('passes refusals on with their sentence', async () => {
    await using at = await openStage();
    using client = await at.client(1000);
    at.services.outcome = fail('too-many-requests');
    for (const message of [
      { type: 'ask', ban: 'telegram', purpose: 'work', days: 3 },
      { type: 'shown', notice: noticeId },
    ] as const)
      expect(await client.request(message)).toEqual({
        ok: false,
        fault: {
          code: 'refused',
          fault: 'too-many-requests',
          detail: 'too many open requests: wait for an answer',
        },
      });
    const secret = await client.request({ type: 'explain', path: '/secret' });
    expect(secret).toMatchObject({ fault: { fault: 'not-readable' } });
  });

  it('survives a service that throws, and says nothing of why', async () => {
    await using at = await openStage();
    using client = await at.client(1000);
    at.services.breaks = new Error('SELECT secrets FROM disk');
    const answer = await client.request({ type: 'ask', ban: 'telegram', purpose: 'work', days: 3 });
    expect(answer).toMatchObject({ ok: false, fault: { code: 'refused', fault: 'internal-fault' } });
    expect(JSON.stringify(answer)).not.toContain('secrets');
    at.services.breaks = undefined;
    expect((await client.request({ type: 'notices' })).ok).toBe(true);
  });

  it('runs at most two explanations of an account at once', async () => {
    await using at = await openStage();
    using client = await at.client(1000);
    using other = await at.client(1000);
    const slow = [client, other].map((one) => one.request({ type: 'explain', path: '/slow' }));
    await vi.waitFor(() => expect(at.services.explaining).toHaveLength(2));
    const third = await other.request({ type: 'explain', path: '/slow' });
    expect(third).toMatchObject({ fault: { fault: 'too-many-requests' } });
    // What makes the agent look at files shares that room.
    for (const type of ['remove', 'verify-removal'] as const)
      expect(await other.request({ type, ban: 'telegram', item: requestId })).toMatchObject({
        fault: { fault: 'too-many-requests' },
      });
    expect(at.services.calls.some((call) => call.includes(requestId))).toBe(false);
    using berit = await at.client(1001);
    expect((await berit.request({ type: 'explain', path: '/opt/app' })).ok).toBe(true);
    for (const resume of at.services.explaining) resume();
    for (const answer of await Promise.all(slow)) expect(answer.ok).toBe(true);
    expect((await client.request({ type: 'explain', path: '/opt/app' })).ok).toBe(true);
  });

  it('sends no more notices than a frame carries, the unread ones first', async () => {
    await using at = await openStage();
    const why = { en: 'ø'.repeat(2_000), de: '€'.repeat(2_000) };
    const many = Array.from({ length: 200 }, (_, index) =>
      sampleNotice({
        id: String(index).padStart(32, '0'),
        why,
        ...(index % 2 === 0 ? { acknowledgedAt: 1 } : {}),
      }),
    );
    at.services.perAccount.set('anna', many);
    using client = await at.client(1000);
    const answer = await client.request({ type: 'notices' });
    const got = answer.ok ? answer.value.notices : [];
    expect(got.length).toBeGreaterThan(80);
    expect(Buffer.byteLength(JSON.stringify(got))).toBeLessThan(1_000_000);
    expect(got.every(({ id }) => Number(id) % 2 === 1)).toBe(true);
  });
});

describe('announcements', () => {
  it('reach the person they are for, as that person left the notice', async () => {
    await using at = await openStage();
    using anna = await at.client(1000);
    using berit = await at.client(1001);
    const heard: string[] = [];
    for (const [name, client] of [
      ['anna', anna],
      ['berit', berit],
    ] as const) {
      await client.request({ type: 'subscribe' });
      await client.request({ type: 'subscribe' });
      client.onAnnounced((message) => {
        if (message.type === 'notice') heard.push(`${name} ${message.notice.acknowledgedAt ?? 'unread'}`);
      });
    }
    at.services.tell(sampleNotice(), 'anna');
    await vi.waitFor(() => expect(heard).toEqual(['anna unread']));
    at.services.perAccount.set('berit', [sampleNotice({ acknowledgedAt: 5 })]);
    at.services.tell(sampleNotice());
    await vi.waitFor(() => expect(heard).toEqual(['anna unread', 'anna unread', 'berit 5']));
  });

  it('do not come to who did not subscribe, nor after the end', async () => {
    await using at = await openStage();
    using silent = await at.client(1000);
    const heard: string[] = [];
    silent.onAnnounced(({ type }) => heard.push(type));
    const leaver = await at.client(1000);
    await leaver.request({ type: 'subscribe' });
    expect(at.services.listeners).toBe(2);
    leaver[Symbol.dispose]();
    await vi.waitFor(() => expect(at.services.listeners).toBe(0));
    at.services.tell(sampleNotice(), 'anna');
    await silent.request({ type: 'status' });
    expect(heard).toEqual([]);
  });

  it('tell status changes at once and then at most once an interval', async () => {
    await using at = await openStage();
    using client = await at.client(1000);
    await client.request({ type: 'subscribe' });
    const heard: number[] = [];
    client.onAnnounced((message) => {
      if (message.type === 'status-changed') heard.push(message.status.release);
    });
    for (let count = 0; count < 50; count += 1) at.services.statusChanges();
    await vi.waitFor(() => expect(heard).toEqual([1]));
    at.clock.pass(1_000);
    await vi.waitFor(() => expect(heard).toEqual([1, 2]));
    at.clock.pass(1_000);
    at.clock.pass(1_000);
    at.services.statusChanges();
    await vi.waitFor(() => expect(heard).toEqual([1, 2, 3]));
  });
});

describe('the admin door', () => {
  it('serves root', async () => {
    await using at = await openStage();
    using client = await at.client(0, 'admin');
    expect((await client.request({ type: 'rescan' })).ok).toBe(true);
    const enrol = { type: 'enrol', server: 'wss://example.org' } as const;
    expect((await client.request({ ...enrol, token: 'good' })).ok).toBe(true);
    expect(await client.request({ ...enrol, token: 'bad' })).toMatchObject({ fault: { fault: 'bad-token' } });
    expect((await client.request({ type: 'status' })).ok).toBe(true);
  });

  it.each([1000, undefined])('turns uid %s away before it reads anything', async (uid) => {
    await using at = await openStage();
    using client = await at.client(uid, 'admin');
    expect(await client.request({ type: 'rescan' })).toMatchObject({
      ok: false,
      fault: { code: 'refused', fault: 'not-permitted' },
    });
    expect(at.services.calls).toEqual([]);
  });

  it('serves the agent’s own account in user mode, and nobody else', async () => {
    await using at = await openStage();
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    try {
      using before = await at.client(1000, 'admin');
      expect((await before.request({ type: 'rescan' })).ok).toBe(false);
      at.services.mode = 'user';
      using own = await at.client(1000, 'admin');
      expect((await own.request({ type: 'rescan' })).ok).toBe(true);
      using other = await at.client(1001, 'admin');
      expect((await other.request({ type: 'rescan' })).ok).toBe(false);
    } finally {
      vi.restoreAllMocks();
    }
  });
});

it('closing the doors ends every connection and lets nobody in', async () => {
  const at = await openStage();
  const client = await at.client(1000);
  let closed = false;
  client.onClosed(() => {
    closed = true;
  });
  await client.request({ type: 'subscribe' });
  await at.doors[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(closed).toBe(true));
  expect(at.services.listeners).toBe(0);
  expect(await client.request({ type: 'status' })).toMatchObject({ fault: { code: 'connection-closed' } });
  await expect(at.client(1000)).rejects.toThrow('not-running');
});
