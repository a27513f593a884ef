import { once } from 'node:events';
import { expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { WebSocket } from 'ws';
import type { Announcement } from '#protocol/announcement.ts';
import { offlineCodesCapability } from '#protocol/agent-server.ts';
import { LiveMessage, livePath, liveSubprotocol } from '#protocol/console-live.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, newId, WireAgent } from '#test/kit/wire-agent.ts';

const check = Compile(LiveMessage);

it('an open console hears of each request and each answer, and of nobody’s reasons', async () => {
  using folder = tempFolder();
  await using server = await startTestServer(folder.path);
  const exemptions = { allowed: true, offlineCodes: true };
  await server.must('applyPolicy', { body: { files: policyFiles([ban({ exemptions })]) } });
  const { device, key } = await enrolDevice(server.url, await server.enrolmentToken({ unit: 'school' }));
  await using agent = new WireAgent(server.url, { key });
  await agent.arrive(device, { capabilities: [offlineCodesCapability] });
  const heard: Announcement[] = [];
  const socket = new WebSocket(`${server.apiUrl.replace('http', 'ws')}${livePath}`, liveSubprotocol, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  socket.on('message', (data: Buffer) => {
    const message = check.Parse(JSON.parse(data.toString('utf8')));
    if (message.type === 'announcement' && message.announcement.kind.startsWith('exemption-'))
      heard.push(message.announcement);
  });
  await once(socket, 'message');

  const id = newId();
  const request = {
    id,
    ban: 'telegram-ban',
    account: 'ola',
    purpose: 'a secret reason',
    days: 7,
    askedAt: 1,
  };
  agent.sendEvents(1, [{ type: 'exemption-request', request }]);
  await expect.poll(() => heard.length).toBe(1);
  const params = { exemption: id };
  await server.must('approveRequest', { params, body: {} });
  await server.must('withdrawExemption', { params, body: { reason: 'another secret' } });
  const { code, exemption } = await server.must('answerOfflineCode', {
    body: { device, ban: 'telegram-ban', challenge: '7K3M-9QXW', hours: 4, purpose: 'a third secret' },
  });
  await expect.poll(() => heard.length).toBe(4);
  expect(heard.map(({ by = '', kind, subject, text, unit }) => [kind, subject, unit, by, text])).toEqual([
    ['exemption-requested', id, 'school', '', 'an exemption from telegram-ban was asked for'],
    ['exemption-changed', id, 'school', 'administrator', 'an exemption from telegram-ban was granted'],
    ['exemption-changed', id, 'school', 'administrator', 'an exemption from telegram-ban was withdrawn'],
    [
      'exemption-changed',
      exemption.exemption,
      'school',
      'administrator',
      'an exemption from telegram-ban was granted',
    ],
  ]);
  for (const secret of ['secret', 'ola', code ?? '-']) expect(JSON.stringify(heard)).not.toContain(secret);
  socket.close();
});
