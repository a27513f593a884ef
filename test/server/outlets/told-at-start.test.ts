import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { fleetFiles, joined } from '#test/kit/fleet-in-test.ts';
import { httpReceiver } from '#test/kit/receivers.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

it('a request that was stored, but not looked at before the server crashed, is told at the next start', async () => {
  using folder = tempFolder();
  await using receiver = await httpReceiver();
  const first = await startTestServer(folder.path);
  await first.must('applyPolicy', { body: { files: fleetFiles() } });
  const { agent } = await joined(first, 'pc-1');
  await first.must('createWebhook', {
    body: { name: 'Desk', url: receiver.url, kinds: ['exemption-requested'] },
  });
  const request = {
    id: 'a'.repeat(32),
    ban: 'telegram-ban',
    account: 'kari',
    purpose: 'reading of sources',
    days: 7,
    askedAt: 1,
  };
  agent.sendEvents(1, [{ type: 'exemption-request', request }]);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), 10_000);
  await agent.close();
  await first.stop();
  // As the crash leaves it: the event is there, and nothing that comes of it.
  using database = new DatabaseSync(join(folder.path, 'server.sqlite'));
  database.exec("delete from exemptions; delete from meta where key = 'exemptions.events-read'");
  database.close();

  await using _second = await startTestServer(folder.path, { token: first.token });
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), 10_000);
  expect(receiver.received[1]?.body).toContain(request.id);
}, 30_000);
