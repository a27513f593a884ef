import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeFrame } from '#platform/local-endpoint/frames.ts';
import { defaultLimits, SocketConnection } from '#platform/local-endpoint/connection.ts';
import { openHostileDoor } from '#test/kit/hostile-tray-door.ts';
import { seededRandom } from '#test/kit/random.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { trayNotice } from '#test/kit/tray-notices.ts';
import { openTrayStage, type TrayStage } from '#test/kit/tray-stage.ts';
import { until } from '#test/kit/system-under-test.ts';

const runs = canStartTray('the tray and what is no agent');

const head = (length: number): Buffer => {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(length >>> 0, 0);
  return four;
};
const random = seededRandom(20_261_122);
const noise = (bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256)));

/** Answers every request with what `reply` makes of it. */
const conversation =
  (reply: (message: Readonly<Record<string, unknown>>) => readonly unknown[]) =>
  (socket: Socket): void => {
    const connection = new SocketConnection(socket, undefined, defaultLimits);
    connection.onMessage((message) => {
      const asked: Readonly<Record<string, unknown>> =
        typeof message === 'object' && message !== null ? { ...message } : {};
      for (const one of reply(asked)) connection.send(one);
    });
  };

/** What stands at the door instead of an agent. */
const impostors: readonly { readonly name: string; readonly answer: (socket: Socket) => void }[] = [
  { name: 'noise', answer: (socket) => void socket.write(noise(20_000)) },
  { name: 'a frame of four gigabytes', answer: (socket) => void socket.write(head(0xffff_ffff)) },
  { name: 'an empty frame', answer: (socket) => void socket.write(head(0)) },
  {
    name: 'text that is no JSON',
    answer: (socket) => void socket.write(Buffer.concat([head(5), Buffer.from('{"a":')])),
  },
  {
    name: 'JSON a thousand levels deep',
    answer: (socket) => void socket.write(Buffer.concat([head(2_000), Buffer.from('['.repeat(2_000))])),
  },
  { name: 'an end at once', answer: (socket) => void socket.end() },
  {
    name: 'thousands of messages of unknown types',
    answer: (socket) => {
      for (let count = 0; count < 5_000; count += 1)
        socket.write(encodeFrame({ type: `run-command-${count}`, command: 'rm -rf ~' }));
    },
  },
  {
    name: 'answers of the wrong type',
    answer: conversation(({ id }) => [{ type: 'requests', id, requests: 'all' }]),
  },
  {
    name: 'answers to questions that nobody asked',
    answer: conversation(({ id }) => [
      { type: 'done', id: Number(id) + 1_000 },
      { type: 'refused', id, fault: '' },
    ]),
  },
  {
    name: 'a status in which nothing is as it should be',
    answer: conversation(({ id, type }) => [
      type === 'subscribe' ? { type: 'done', id } : { type, id, status: { state: {} } },
    ]),
  },
];

let stage: TrayStage;
beforeEach(async () => {
  stage = await openTrayStage();
});
afterEach(() => stage?.[Symbol.asyncDispose]());

describe.runIf(runs)('a tray at whose door something else answers', () => {
  it('lives through all of it, believes nothing, and finds the agent afterwards', async () => {
    await stage.doors.shut();
    const tray = await stage.start();
    await tray.iconIs('cannot-check');
    for (const { name, answer } of impostors) {
      await using door = await openHostileDoor({ folder: stage.doors.folder, answer });
      await until(`the tray at the door: ${name}`, () => door.callers > 0 || undefined);
      expect(await tray.iconState(), name).toBe('cannot-check');
      expect(await tray.app.evaluate(({ app }) => app.isReady()), name).toBe(true);
    }
    await stage.doors.open();
    await tray.iconIs('fine');
    expect(stage.desktop.notifications.notified).toEqual([]);
    expect(tray.renderers()).toBe(0);
  });

  describe('a good agent that once says something strange', () => {
    it('loses its connection or its message, never the tray, and what comes next is shown', async () => {
      const tray = await stage.start();
      await tray.iconIs('fine');
      const strange = [
        { ...trayNotice({ kind: 'block' }), kind: 'detonate' },
        { ...trayNotice({ kind: 'block' }), why: 'no record' },
        { ...trayNotice({ kind: 'block' }), furtherReading: [{ url: 'javascript:alert(1)', title: {} }] },
        { ...trayNotice({ kind: 'block' }), appName: 'x'.repeat(500_000) },
      ];
      for (const notice of strange) {
        stage.agent.perAccount.set(stage.agent.account, []);
        stage.agent.post(notice as never);
      }
      stage.agent.perAccount.set(stage.agent.account, []);
      const good = trayNotice({ kind: 'block' });
      await until('the good notice to be shown', () => {
        stage.agent.post(stage.agent.notice(good.id) ?? good);
        return (stage.agent.notice(good.id)?.shown ?? 0) > 0 ? true : undefined;
      });
      await tray.iconIs('blocked');
      expect(stage.desktop.notifications.words().join('\n')).not.toMatch(/x{100}|undefined|\[object/u);
    });
  });
});
