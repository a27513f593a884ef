import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { ended, hostProgram, openDoor, startHost } from './host-in-test.ts';

let folder: ReturnType<typeof tempFolder>;
let run: string;
let program: string;
let door: Server | undefined;
beforeEach(() => {
  folder = tempFolder();
  run = join(folder.path, 'run');
  program = hostProgram(folder.path, run);
});
afterEach(() => {
  door?.close();
  door = undefined;
  folder[Symbol.dispose]();
});
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the native host', () => {
  it('carries every byte both ways, in order, and ends well when the browser ends', async () => {
    door = await openDoor(run, (visitor) => visitor.pipe(visitor));
    const host = startHost(program);
    const sent = randomBytes(5_000_000);
    const back = buffer(host.stdout);
    const over = ended(host);
    host.stdin.write(sent);
    const [visitor] = (await once(door, 'connection')) as [Socket];
    let seen = 0;
    await new Promise<void>((resolve) => {
      visitor.on('data', (chunk: Buffer) => {
        seen += chunk.length;
        if (seen === sent.length) resolve();
      });
    });
    visitor.end();
    expect(await over).toEqual({ code: 0, said: '' });
    expect(sha(await back)).toBe(sha(sent));
  });

  it('ends when the browser ends, after the agent has had the last word of it', async () => {
    const got = Promise.withResolvers<Buffer>();
    door = await openDoor(run, (visitor) => void buffer(visitor).then(got.resolve));
    const host = startHost(program);
    const over = ended(host);
    const sent = randomBytes(900_000);
    host.stdin.end(sent);
    expect(await over).toEqual({ code: 0, said: '' });
    expect(sha(await got.promise)).toBe(sha(sent));
  });

  it('ends when the agent ends, after the browser has had the last word of it', async () => {
    const sent = randomBytes(900_000);
    door = await openDoor(run, (visitor) => visitor.end(sent));
    const host = startHost(program);
    const got = buffer(host.stdout);
    expect(await ended(host)).toEqual({ code: 0, said: '' });
    expect(sha(await got)).toBe(sha(sent));
  });

  it('ends when the agent dies', async () => {
    door = await openDoor(run, (visitor) => visitor.destroy());
    expect(await ended(startHost(program))).toEqual({ code: 0, said: '' });
  });

  it('takes no more from the agent than the browser reads', async () => {
    let taken = 0;
    const chunk = Buffer.alloc(65_536);
    const full = Promise.withResolvers<void>();
    let still: NodeJS.Timeout | undefined;
    door = await openDoor(run, (visitor) => {
      const more = (): void => {
        do taken += chunk.length;
        while (visitor.write(chunk) && taken < 50_000_000);
        visitor.once('drain', more);
        // Full when nothing was taken for a whole second.
        clearTimeout(still);
        still = setTimeout(full.resolve, 1_000);
      };
      more();
    });
    const host = startHost(program);
    const over = ended(host);
    await full.promise;
    expect(taken).toBeLessThan(5_000_000);
    host.stdin.end();
    expect(await over).toMatchObject({ code: 0 });
  });
});

describe('a door that is none', () => {
  it.each<[string, () => void, RegExp]>([
    ['no folder', () => undefined, /there is no door at .*ENOENT/],
    ['no socket', () => mkdirSync(run), /there is no door at .*ENOENT/],
    [
      'a file in its place',
      () => {
        mkdirSync(run);
        writeFileSync(join(run, 'browser.sock'), '');
      },
      /is not a socket/,
    ],
    [
      'a link in its place',
      () => {
        mkdirSync(run);
        symlinkSync('/dev/log', join(run, 'browser.sock'));
      },
      /is not a socket/,
    ],
    [
      'a link to the folder',
      () => {
        mkdirSync(`${run}-real`);
        symlinkSync(`${run}-real`, run);
      },
      /is not a folder/,
    ],
    [
      'a folder that others can write',
      () => {
        mkdirSync(run);
        chmodSync(run, 0o777);
      },
      /can be written by others/,
    ],
  ])('is not taken: %s', async (_what, prepare, why) => {
    prepare();
    const { code, said } = await ended(startHost(program));
    expect(code).toBe(1);
    expect(said.trimEnd().split('\n')).toEqual([expect.stringMatching(why)]);
  });

  it('is not taken: one behind which nobody is any more', async () => {
    mkdirSync(run);
    const dead = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(join(run, 'browser.sock'))}, () => process.kill(process.pid, 'SIGKILL'))`,
    ]);
    await once(dead, 'exit');
    const { code, said } = await ended(startHost(program));
    expect(code).toBe(1);
    expect(said).toMatch(/^portvakt: the agent does not answer at .* \(ECONNREFUSED\)\n$/);
  });
});

describe.skipIf(!canRunAsRoot('the native host and doors of others'))('a door of somebody else', () => {
  it.each<[string, () => void, RegExp]>([
    ['in a folder of another account', () => chownSync(run, 65_534, 65_534), /belongs to uid 65534/],
    [
      'in our folder, by another account',
      () => chownSync(join(run, 'browser.sock'), 65_534, 65_534),
      /browser\.sock belongs to uid 65534/,
    ],
  ])('is not taken: %s', async (_what, prepare, why) => {
    door = await openDoor(run, () => undefined);
    prepare();
    const { code, said } = await ended(startHost(program));
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(why) as string });
  });
});
