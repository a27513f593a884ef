import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { serveDoors } from '#agent/localapi/door.ts';
import { dialAgent } from '#local-client/client.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import { silentLog } from '#runtime/log.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { FakeServices, sampleNotice } from './fake-services.ts';

describe.skipIf(process.platform !== 'linux')('over real sockets', () => {
  const open = async (): Promise<
    AsyncDisposable & {
      readonly folder: string;
      readonly services: FakeServices;
      readonly endpoint: ReturnType<typeof createLocalEndpoint>;
    }
  > => {
    const temp = tempFolder();
    const folder = join(temp.path, 'run');
    const services = new FakeServices();
    services.mode = process.getuid?.() === 0 ? 'system' : 'user';
    const endpoint = createLocalEndpoint();
    const doors = await serveDoors({ endpoint, folder, services, log: silentLog, proofRequired: true });
    return {
      folder,
      services,
      endpoint,
      async [Symbol.asyncDispose]() {
        await doors[Symbol.asyncDispose]();
        temp[Symbol.dispose]();
      },
    };
  };
  const account = new FakeServices().nameOf(process.getuid?.() ?? -1);

  it('the kernel says who calls, at both doors', async () => {
    await using at = await open();
    for (const door of ['tray', 'admin'] as const) {
      const dialled = await dialAgent(at.endpoint, door, at.folder, { answerWithinMs: 500 });
      if (!dialled.ok) throw new Error(dialled.fault.code);
      using client = dialled.value;
      expect(await client.request({ type: 'status' })).toMatchObject({
        value: { status: { agentVersion: `for ${account}` } },
      });
      const heard: string[] = [];
      client.onAnnounced((message) => {
        if (message.type === 'notice') heard.push(message.notice.appName);
      });
      await client.request({ type: 'subscribe' });
      at.services.perAccount.set(account, [sampleNotice({ appName: 'TikTok' })]);
      at.services.tell(sampleNotice(), account);
      await vi.waitFor(() => expect(heard).toEqual(['TikTok']));
      const rescan = await client.request({ type: 'rescan' });
      expect(rescan.ok).toBe(door === 'admin');
      if (door === 'tray') expect(rescan).toMatchObject({ fault: { code: 'no-answer' } });
    }
    expect(at.services.calls).toContain('rescan');
  });

  it('noise ends that connection and no other', async () => {
    await using at = await open();
    const noisy = connect(join(at.folder, 'tray.sock'));
    await once(noisy, 'connect');
    noisy.resume();
    noisy.on('error', () => undefined);
    noisy.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(noisy, 'close');
    const dialled = await dialAgent(at.endpoint, 'tray', at.folder);
    if (!dialled.ok) throw new Error(dialled.fault.code);
    using client = dialled.value;
    expect((await client.request({ type: 'notices' })).ok).toBe(true);
  });

  it('says so when no agent runs', async () => {
    using temp = tempFolder();
    const dialled = await dialAgent(createLocalEndpoint(), 'tray', temp.path);
    expect(dialled).toEqual({ ok: false, fault: { code: 'not-running' } });
  });
});
