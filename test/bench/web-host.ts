import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { hostFlags } from '#platform/native-messaging/launcher.ts';
import { top } from '#test/kit/system-under-test.ts';

/** As browsers start one for each profile. */
const profiles = 3;
const trafficBytes = 20_000_000;

/** The plainest program that does the same. */
const plain = `
const { connect } = require('node:net');
const door = connect(process.argv[2] + '/browser.sock');
process.stdin.pipe(door).pipe(process.stdout);
`;

type Memory = { readonly pss: number; readonly own: number; readonly rss: number };
type Candidate = { readonly name: string; readonly args: readonly string[] };

/** What one, two and three native hosts cost, beside plain Node programs that do the same; at rest, and after traffic. */
export async function benchWebHost(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-bench-'));
  const door = createServer((visitor) => visitor.on('error', () => visitor.destroy()).pipe(visitor));
  try {
    door.listen(join(folder, 'browser.sock'));
    await once(door, 'listening');
    const script = join(folder, 'web-host.cjs');
    buildSync({
      ...{ absWorkingDir: top, entryPoints: ['src/web-host/main.ts'], outfile: script },
      ...{ bundle: true, minify: true, platform: 'node', format: 'cjs' },
    });
    writeFileSync(join(folder, 'plain.cjs'), plain);
    const candidates: readonly Candidate[] = [
      { name: 'plain node', args: [join(folder, 'plain.cjs')] },
      { name: 'web-host, no flags', args: [script] },
      { name: 'web-host', args: [...hostFlags, script] },
    ];
    const lines = [
      'aim: at most 15 MB PSS for each further profile; MB, own = private pages of the last one',
    ];
    for (const { name, args } of candidates) {
      const rows = await measure([...args, folder]);
      lines.push(...rows.map((row) => `${name}, ${row}`));
    }
    return lines;
  } finally {
    door.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(args: readonly string[]): Promise<readonly string[]> {
  const hosts: ChildProcessWithoutNullStreams[] = [];
  try {
    const rows: string[] = [];
    for (const bytes of [1_000, trafficBytes]) {
      const sums: number[] = [];
      let last: Memory = { pss: 0, own: 0, rss: 0 };
      for (let count = 1; count <= profiles; count += 1) {
        const host = hosts[count - 1] ?? spawn(process.execPath, args, { stdio: 'pipe' });
        if (hosts.length < count) hosts.push(host);
        await echo(host, bytes);
        const all = hosts.slice(0, count).map(({ pid = -1 }) => memory(pid));
        sums.push(all.reduce((sum, { pss }) => sum + pss, 0));
        last = all.at(-1) ?? last;
      }
      const further = ((sums.at(-1) ?? 0) - (sums[0] ?? 0)) / (profiles - 1);
      const what = bytes > 1_000 ? `after ${bytes / 1_000_000} MB each way` : 'at rest';
      const said =
        bytes > 1_000
          ? `sum of ${profiles}: ${mb(sums.at(-1) ?? 0)}`
          : `PSS of 1, 2, 3: ${sums.map(mb).join(', ')}; each further ${mb(further)}`;
      rows.push(`${what}: ${said}; own ${mb(last.own)}, RSS ${mb(last.rss)}`);
    }
    return rows;
  } finally {
    await Promise.all(
      hosts.map(async (host) => {
        if (host.exitCode !== null) return;
        const gone = once(host, 'exit');
        host.kill();
        await gone;
      }),
    );
  }
}

/** Sends that much, and waits until all of it has come back. */
async function echo(host: ChildProcessWithoutNullStreams, bytes: number): Promise<void> {
  let back = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const count = (chunk: Buffer): void => {
    back += chunk.length;
    if (back >= bytes) resolve();
  };
  host.stdout.on('data', count);
  host.stdin.write(Buffer.alloc(bytes, 'x'));
  await promise;
  host.stdout.off('data', count);
}

function memory(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  const of = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) / 1024;
  return { pss: of('Pss'), own: of('Private_Clean') + of('Private_Dirty'), rss: of('Rss') };
}
const mb = (value: number): string => value.toFixed(1);
