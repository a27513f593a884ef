import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#test/kit/temp-folder.ts';

const main = new URL('../../src/server/main.ts', import.meta.url).pathname;

/** Runs the program, ends it with SIGTERM once it says where it is. */
async function run(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  child.stdout.once('data', () => child.kill('SIGTERM'));
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, stdout, stderr };
}

describe('the server as a program', () => {
  it.each([
    ['an option that it does not have', ['--prot', '1'], /--prot/],
    ['no folder', ['--port', '1'], /--data <folder> is missing/],
    ['a port that is none', ['--data', 'DATA', '--port', '8O80'], /--port must be a number/],
    ['half of what TLS needs', ['--data', 'DATA', '--certificate', '/x'], /belong together/],
    [
      'a certificate that is not there',
      ['--data', 'DATA', '--certificate', '/nowhere/c', '--key', '/nowhere/k'],
      /ENOENT/,
    ],
    ['an address that others reach, without TLS', ['--data', 'DATA', '--host', '0.0.0.0'], /without TLS/],
    ['a folder without extension', ['--data', 'DATA', '--extension', '/nowhere'], /npm run build:extension/],
    ['a folder without console', ['--data', 'DATA', '--console', '/nowhere'], /npm run build:console/],
    ['an address with a path', ['--data', 'DATA', '--public-url', 'http://x.example/y'], /without a path/],
    ['an offline key that is none', ['--data', 'DATA', '--offline-key', 'x'], /32 bytes in base64/],
  ])('says in one sentence what is wrong with %s', async (_what, args, sentence) => {
    using folder = tempFolder();
    const data = join(folder.path, 'data');
    const done = await run(...args.map((one) => (one === 'DATA' ? data : one)));
    expect(done).toMatchObject({ code: 64, stdout: '' });
    expect(done.stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(sentence)]);
  });

  it('says so too of a folder that it cannot make', async () => {
    const done = await run('--data', '/dev/null/data');
    expect(done).toMatchObject({ code: 70, stdout: '' });
    expect(done.stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('/dev/null/data')]);
  });

  it('explains itself, and starts and ends', async () => {
    using folder = tempFolder();
    const help = await run('--help');
    expect(help).toMatchObject({
      stderr: '',
      stdout: expect.stringContaining('--tls-ended-by-proxy') as string,
    });
    const done = await run('--data', folder.path);
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ address: { host: '127.0.0.1' } });
  });
});
