import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempDisposableSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FrameReader, encodeFrame } from '#platform/local-endpoint/frames.ts';
import { endianness } from 'node:os';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { eventually } from '#test/platform/eventually.ts';
import { defaultLimits } from '#platform/local-endpoint/connection.ts';
import { doorPath } from '#platform/local-endpoint/door-folder.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import type { LocalConnection } from '#platform/local-endpoint/port.ts';
import { UnixEndpoint } from '#platform/local-endpoint/unix-endpoint.ts';

const nobody = 65534;
const asRoot = canRunAsRoot('the doors among accounts');

/** A folder that every account may reach, gone at the end of the scope. */
function publicFolder(): Disposable & { readonly path: string } {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-doors-'));
  chmodSync(folder.path, 0o755);
  return { path: folder.path, [Symbol.dispose]: () => folder.remove() };
}

/** Keeps what comes in and why it ends. */
function record(connection: LocalConnection): { readonly messages: unknown[]; why: string | undefined } {
  const kept: { readonly messages: unknown[]; why: string | undefined } = { messages: [], why: undefined };
  connection.onMessage((message) => kept.messages.push(message));
  connection.onClose((why) => (kept.why = why));
  return kept;
}

async function runAs(uid: number, script: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    uid,
    gid: uid,
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await once(child, 'close');
  return printed.trim();
}

const dialScript = (door: string, folder: string, then: string): string => `
  const { createLocalEndpoint } = await import('#platform/local-endpoint/linux.ts');
  const dialled = await createLocalEndpoint().dial('${door}', ${JSON.stringify(folder)});
  if (!dialled.ok) console.log(JSON.stringify(dialled.fault)); else { const connection = dialled.value; ${then} }`;

async function raw(path: string): Promise<Socket> {
  const socket = connect(path);
  await once(socket, 'connect');
  socket.on('error', () => undefined); // the door may slam while we still write
  return socket;
}

describe('the doors', () => {
  it('carry messages both ways, and each side knows who the other is', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    await using _ = await createLocalEndpoint().listen('tray', run, (connection) => {
      connection.onMessage((message) => connection.send({ echo: message, caller: connection.caller }));
    });
    const dialled = await createLocalEndpoint().dial('tray', run);
    if (!dialled.ok) throw new Error(dialled.fault.code);
    using connection = dialled.value;
    const { messages } = record(connection);
    connection.send({ text: 'blåbær' });
    const self = { pid: process.pid, uid: process.geteuid?.(), gid: process.getegid?.() };
    await eventually(() => expect(messages).toEqual([{ echo: { text: 'blåbær' }, caller: self }]));
    expect(connection.caller).toEqual(self);
  });

  it('have the modes that they promise', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    await using _tray = await createLocalEndpoint().listen('tray', run, () => undefined);
    await using _admin = await createLocalEndpoint().listen('admin', run, () => undefined);
    await using _browser = await createLocalEndpoint().listen('browser', run, () => undefined);
    const mode = (path: string): number => lstatSync(path).mode & 0o777;
    expect(mode(run)).toBe(process.geteuid?.() === 0 ? 0o755 : 0o700);
    expect(mode(join(run, 'admin'))).toBe(0o700);
    expect(mode(doorPath('tray', run))).toBe(0o666);
    expect(mode(doorPath('browser', run))).toBe(0o666);
    expect(mode(doorPath('admin', run))).toBe(0o600);
  });

  it('speak to browsers in the byte order of their machine, and bound what comes there too', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    const ends: string[] = [];
    await using _ = await createLocalEndpoint().listen('browser', run, (connection) => {
      connection.onMessage((message) => connection.send({ echo: message }));
      connection.onClose((why) => ends.push(why));
    });
    const order = endianness() === 'LE' ? 'little' : 'big';
    const socket = await raw(doorPath('browser', run));
    const reader = new FrameReader(order);
    const got: unknown[] = [];
    socket.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      const reading = reader.next();
      if (reading.kind === 'message') got.push(reading.message);
    });
    socket.write(encodeFrame({ type: 'hello' }, order));
    await eventually(() => expect(got).toEqual([{ echo: { type: 'hello' } }]));
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await eventually(() => expect(ends).toEqual(['frame-too-large']));
  });

  it('say that no agent runs, before the first start and after the last', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    const endpoint = createLocalEndpoint();
    const absent = { ok: false, fault: { code: 'not-running' } };
    expect(await endpoint.dial('tray', run)).toEqual(absent);
    const door = await endpoint.listen('tray', run, (connection) => connection.onMessage(() => undefined));
    const dialled = await endpoint.dial('tray', run);
    if (!dialled.ok) throw new Error(dialled.fault.code);
    const kept = record(dialled.value);
    await door[Symbol.asyncDispose]();
    await eventually(() => expect(kept.why).toBe('ended'));
    expect(await endpoint.dial('tray', run)).toEqual(absent);
  });

  it('end a caller who sends what is malformed, too deep, too large or too much, by name, and serve the others', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    const ends: string[] = [];
    const messages: unknown[] = [];
    const limits = { ...defaultLimits, messagesPerSecond: 1, burst: 5, frameWithinMs: 50 };
    await using _ = await createLocalEndpoint({ limits }).listen('tray', run, (connection) => {
      connection.onMessage((message) => messages.push(message));
      connection.onClose((why) => ends.push(why));
    });
    const frame = (body: string): Buffer =>
      Buffer.concat([Buffer.from([0, 0, 0, body.length]), Buffer.from(body)]);
    const cases: readonly (readonly [Buffer, string])[] = [
      [Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'frame-too-large'],
      [frame('nonsense'), 'not-json'],
      [frame('['.repeat(40)), 'too-deep'],
      [Buffer.concat(Array.from({ length: 6 }, () => frame('1'))), 'too-many-messages'],
      [frame('"unfinished"').subarray(0, 6), 'stalled'],
    ];
    for (const [bytes, why] of cases) {
      const socket = await raw(doorPath('tray', run));
      socket.resume();
      const closed = once(socket, 'close');
      socket.write(bytes);
      await closed;
      await eventually(() => expect(ends.at(-1)).toBe(why));
    }
    const socket = await raw(doorPath('tray', run));
    socket.write(frame('"still here"'));
    await eventually(() => expect(messages).toContain('still here'));
    socket.destroy();
  });

  it('has room at the browser door for the rules of a large organisation, which come at once', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    const ended: string[] = [];
    const rules = 'x'.repeat(900_000);
    await using _ = await createLocalEndpoint().listen('browser', run, (connection) => {
      connection.onClose((why) => ended.push(why));
      for (let part = 0; part < 12; part += 1) connection.send(rules);
    });
    const socket = await raw(doorPath('browser', run));
    let received = 0;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    await eventually(() => expect(received).toBe(12 * (rules.length + 2 + 4)));
    expect(ended).toEqual([]);
    socket.destroy();
  });

  it('end a caller who does not read', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    const limits = { ...defaultLimits, unsentBytes: 1_000_000 };
    const ended = Promise.withResolvers<string>();
    await using _ = await createLocalEndpoint({ limits }).listen('tray', run, (connection) => {
      connection.onClose(ended.resolve);
      for (let sent = 0; sent < 40; sent += 1) connection.send('x'.repeat(100_000));
    });
    const socket = await raw(doorPath('tray', run));
    expect(await ended.promise).toBe('not-reading');
    socket.destroy();
  });

  it('hold a limited number of connections for one account', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    let served = 0;
    await using _ = await createLocalEndpoint({ connectionsPerAccount: 2 }).listen(
      'tray',
      run,
      (connection) => {
        served += 1;
        connection.onMessage(() => undefined);
      },
    );
    const sockets = [await raw(doorPath('tray', run)), await raw(doorPath('tray', run))];
    const third = await raw(doorPath('tray', run));
    third.resume();
    await once(third, 'close');
    expect(served).toBe(2);
    sockets[0]?.destroy();
    await eventually(async () => {
      const next = await raw(doorPath('tray', run));
      next.destroy();
      expect(served).toBeGreaterThan(2);
    });
    sockets[1]?.destroy();
  });

  it('refuse another account at the admin door, even if it got through the folder', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    let served = false;
    const endpoint = new UnixEndpoint(() => ({ uid: 4711, gid: 4711, pid: 1 }));
    await using _ = await endpoint.listen('admin', run, () => (served = true));
    const socket = await raw(doorPath('admin', run));
    socket.resume();
    await once(socket, 'close');
    expect(served).toBe(false);
  });

  it('are reopened over the socket of a dead agent, and not over a living one', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    const script = `const { createLocalEndpoint } = await import('#platform/local-endpoint/linux.ts');
      await createLocalEndpoint().listen('tray', ${JSON.stringify(run)}, () => {}); process.kill(process.pid, 'SIGKILL');`;
    await runAs(process.geteuid?.() ?? 0, script);
    expect(existsSync(doorPath('tray', run))).toBe(true);
    await using _ = await createLocalEndpoint().listen('tray', run, () => undefined);
    await expect(createLocalEndpoint().listen('tray', run, () => undefined)).rejects.toThrow('another agent');
    expect((await createLocalEndpoint().dial('tray', run)).ok).toBe(true);
  });

  it('are not opened over a file that is no socket', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    mkdirSync(run, { mode: 0o700 });
    writeFileSync(doorPath('tray', run), 'keep me');
    await expect(createLocalEndpoint().listen('tray', run, () => undefined)).rejects.toThrow('not ours');
    expect(existsSync(doorPath('tray', run))).toBe(true);
  });
});

describe.skipIf(!asRoot)('the doors among accounts', () => {
  it('know a caller who is somebody else', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    await using _ = await createLocalEndpoint().listen('tray', run, (connection) => {
      connection.onMessage(() => connection.send(connection.caller));
    });
    const printed = await runAs(
      nobody,
      dialScript(
        'tray',
        run,
        `connection.onMessage((m) => { console.log(JSON.stringify([m, process.pid, connection.caller.uid])); process.exit(); });
        connection.send('who am I');`,
      ),
    );
    const [caller, pid, agentUid] = JSON.parse(printed) as [unknown, number, number];
    expect(caller).toEqual({ pid, uid: nobody, gid: nobody });
    expect(agentUid).toBe(0);
  });

  it('let nobody but root near the admin door', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    await using _ = await createLocalEndpoint().listen('admin', run, () => undefined);
    expect(await runAs(nobody, dialScript('admin', run, `console.log('inside')`))).toBe(
      '{"code":"not-permitted"}',
    );
  });

  it('are not trusted in a folder or behind a socket of somebody else', async () => {
    using folder = publicFolder();
    const squatted = join(folder.path, 'squatted');
    mkdirSync(squatted);
    const server = createServer().listen(join(squatted, 'tray.sock'));
    await once(server, 'listening');
    const dial = async (where: string): Promise<unknown> => {
      const dialled = await createLocalEndpoint().dial('tray', where);
      return dialled.ok ? 'trusted' : dialled.fault.code;
    };
    expect(await dial(squatted)).toBe('trusted');
    chownSync(join(squatted, 'tray.sock'), nobody, nobody);
    expect(await dial(squatted)).toBe('untrusted-owner');
    chownSync(join(squatted, 'tray.sock'), 0, 0);
    chownSync(squatted, nobody, nobody);
    expect(await dial(squatted)).toBe('untrusted-owner');
    await expect(createLocalEndpoint().listen('tray', squatted, () => undefined)).rejects.toThrow(
      `uid ${nobody}`,
    );
    chownSync(squatted, 0, 0);
    chmodSync(squatted, 0o777);
    expect(await dial(squatted)).toBe('untrusted-owner');
    chmodSync(squatted, 0o755);
    symlinkSync(squatted, join(folder.path, 'link'));
    expect(await dial(join(folder.path, 'link'))).toBe('untrusted-owner');
    server.close();
  });

  it('are not trusted when another account answers at a path that looks right', async () => {
    using folder = publicFolder();
    const run = join(folder.path, 'run');
    await using _ = await createLocalEndpoint().listen('tray', run, () => undefined);
    const deceived = new UnixEndpoint(() => ({ uid: nobody, gid: nobody, pid: 1 }));
    expect(await deceived.dial('tray', run)).toMatchObject({ ok: false, fault: { code: 'untrusted-owner' } });
  });
});
