import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '#platform/local-endpoint/frames.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import { createProcessOrigin } from '#platform/process-origin/linux.ts';
import { FakePlatform, type kari } from '#test/kit/fake-platform.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { PlayedExtension, WebWorld } from './web-world.ts';

/** The fake machine with this one's sockets. */
class SocketPlatform extends FakePlatform {
  readonly me = process.getuid?.() ?? 0;
  override readonly people: readonly (typeof kari)[] = [
    { name: 'me', uid: this.me, gid: this.me, home: '/home/me' },
  ];
  override localEndpoint(): ReturnType<FakePlatform['localEndpoint']> {
    return Promise.resolve(createLocalEndpoint());
  }
  override processOrigin(): ReturnType<FakePlatform['processOrigin']> {
    return Promise.resolve(createProcessOrigin());
  }
}

const order = endianness() === 'LE' ? 'little' : 'big';
const hello = {
  ...{ type: 'hello', version: '0.1.0', family: 'chromium', profile: 'a'.repeat(32) },
  ...{ revision: 0, languages: ['en'] },
};

describe.skipIf(process.platform !== 'linux')('over a real socket', () => {
  const open = () =>
    WebWorld.open({ bans: [ban({ id: 'tiktok-ban', apps: ['tiktok'] })], platform: new SocketPlatform() });
  const raw = async (world: WebWorld): Promise<Socket> => {
    const socket = connect(join(world.folder.path, 'run/browser.sock'));
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    return socket.resume();
  };

  it('a new release is with the extension in well under a second', async () => {
    await using world = await open();
    const dialled = await createLocalEndpoint().dial('browser', join(world.folder.path, 'run'));
    if (!dialled.ok) throw new Error(dialled.fault.code);
    const extension = new PlayedExtension(dialled.value);
    extension.hello();
    let last = await extension.rules('the rules');
    const took: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const effect = turn % 2 === 0 ? 'warn' : 'block';
      const { revision } = last;
      const began = performance.now();
      world.server.publish([ban({ id: 'tiktok-ban', apps: ['tiktok'], effect })]);
      last = await extension.rules(
        'new rules',
        (one) => one.revision !== revision && one.rules[0]?.effect === effect,
      );
      took.push(performance.now() - began);
    }
    if (process.env['NUMBERS'] === '1') console.log(took.map(Math.round).join(' '));
    expect(Math.max(...took)).toBeLessThan(1_000);
    extension.close();
  });

  it('a thousand calls of one account leave as many as it may have, and huge ones end alone', async () => {
    await using world = await open();
    const sockets: Socket[] = [];
    // Faster than they are let in, they are refused by the kernel.
    for (let turn = 0; turn < 1_000; turn += 1)
      sockets.push(await until('a call', () => raw(world).catch(() => undefined)));
    const isOpen = (socket: Socket): boolean => !socket.destroyed && !socket.readableEnded;
    await until('the others were sent away', () => sockets.filter(isOpen).length <= 32);
    const [first] = sockets.filter(isOpen);
    first?.write(encodeFrame({ ...hello, version: 'x'.repeat(900_000) }, order));
    await until('it is closed', () => first !== undefined && !isOpen(first));
    for (const socket of sockets) socket.destroy();
    const again = await until('there is room again', async () => {
      const dialled = await createLocalEndpoint().dial('browser', join(world.folder.path, 'run'));
      if (!dialled.ok) return undefined;
      const one = new PlayedExtension(dialled.value);
      one.hello();
      return until('an answer', () => one.heard.length > 0 || one.closed !== undefined).then(() =>
        one.closed === undefined ? one : undefined,
      );
    });
    expect((await again.rules('the rules')).rules).toHaveLength(1);
    again.close();
  });

  it('what breaks its frames ends alone', async () => {
    await using world = await open();
    const dialled = await createLocalEndpoint().dial('browser', join(world.folder.path, 'run'));
    if (!dialled.ok) throw new Error(dialled.fault.code);
    const good = new PlayedExtension(dialled.value);
    good.hello();
    await good.rules('the rules');
    const frame = (body: string): Buffer => {
      const whole = encodeFrame('x', order);
      const bytes = Buffer.from(body);
      const head = Buffer.alloc(4);
      if (order === 'little') head.writeUInt32LE(bytes.length);
      else head.writeUInt32BE(bytes.length);
      expect(whole).toHaveLength(7);
      return Buffer.concat([head, bytes]);
    };
    const wrongOrder = encodeFrame(hello, order === 'little' ? 'big' : 'little');
    for (const bytes of [
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
      frame(''),
      frame('{'),
      frame('['.repeat(64)),
      Buffer.concat([frame(' '), frame('\u0000')]),
      wrongOrder,
      Buffer.concat(Array.from({ length: 5_000 }, () => encodeFrame(hello, order))),
      encodeFrame({ ...hello, profile: '../../etc' }, order),
      encodeFrame({ ...hello, languages: Array.from({ length: 21 }, () => 'en') }, order),
    ]) {
      const socket = await raw(world);
      // Not `once`: the door may slam while it is still written to.
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.write(bytes);
      await closed;
    }
    expect(good.closed).toBeUndefined();
    world.server.publish([ban({ id: 'tiktok-ban', apps: ['tiktok'], effect: 'warn' })]);
    await good.rules('what came later', ({ rules }) => rules[0]?.effect === 'warn');
    good.close();
  });
});
