import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AdminToAgent } from '#protocol/admin-agent.ts';
import type { AgentToTray, LedgerEntry } from '#protocol/tray-agent.ts';
import { genesis, hashOf } from '#runtime/hash-chain.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { exampleAgent, status } from './example-agent.ts';
import { runCli } from './run-cli.ts';

/** Newest first; every third belongs to somebody else and is not served. */
function entries(count: number): readonly LedgerEntry[] {
  const all: LedgerEntry[] = [];
  let previous = genesis;
  for (let index = 1; index <= count; index += 1) {
    const account = index % 3 === 0 ? 'kari' : 'ola';
    const entry = { index, at: index * 1_000, kind: 'sent', account, body: `{"n":${index}}` } as const;
    const hash = hashOf(previous, entry);
    all.unshift({ ...entry, hash, previous });
    previous = hash;
  }
  return all.filter(({ account }) => account === 'ola');
}

/** Serves two entries at a time, and is busy once. */
function serving(all: readonly LedgerEntry[]) {
  let busy = 1;
  return (message: AdminToAgent): AgentToTray | undefined => {
    if (message.type !== 'ledger') return undefined;
    const { before = Number.MAX_SAFE_INTEGER, id } = message;
    if (before < 6 && busy > 0) {
      busy -= 1;
      return { type: 'refused', id, fault: 'too-many-requests', detail: 'wait' };
    }
    const page = all.filter(({ index }) => index < before).slice(0, 2);
    return { type: 'ledger', id, entries: page, intact: true };
  };
}

function withoutPrevious(entry: LedgerEntry): LedgerEntry {
  const { previous: _, ...rest } = entry;
  return rest;
}

describe('portvakt ledger', () => {
  it('--export writes all of it, and --verify checks the file without an agent', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'ledger.json');
    const all = entries(9);
    await using agent = await exampleAgent(serving(all));
    const exported = await runCli(['ledger', '--export', file], agent.env);
    expect(exported).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      format: 'portvakt-ledger',
      version: 1,
      organisation: { id: status.organisation?.id },
      device: status.device,
      entries: all,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const verified = await runCli(['ledger', '--verify', file]);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toContain('6 entries');
    expect(verified.out).toContain('2 between them are not in the file');
    expect(verified.out).not.toContain('belong to');
    expect(await runCli(['ledger', '--verify', '-'], {}, readFileSync(file, 'utf8'))).toMatchObject({
      code: 0,
    });
  });

  it('--export overwrites nothing', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'ledger.json');
    writeFileSync(file, 'mine');
    await using agent = await exampleAgent(serving(entries(3)));
    expect(await runCli(['ledger', '--export', file], agent.env)).toMatchObject({ code: 7 });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const link = join(folder.path, 'link.json');
    symlinkSync(join(folder.path, 'elsewhere.json'), link);
    expect(await runCli(['ledger', '--export', link], agent.env)).toMatchObject({ code: 7 });
    expect(existsSync(join(folder.path, 'elsewhere.json'))).toBe(false);
  });

  it.each([
    [
      'another text',
      (all: readonly LedgerEntry[]) => all.map((one) => (one.index === 4 ? { ...one, body: '{}' } : one)),
      8,
    ],
    ['one twice', (all: readonly LedgerEntry[]) => [...all, ...all.slice(0, 1)], 8],
    ['nothing before it', (all: readonly LedgerEntry[]) => all.map(withoutPrevious), 8],
    ['no entries', () => [], 8],
    ['a field too many', (all: readonly LedgerEntry[]) => all.map((one) => ({ ...one, more: 1 })), 3],
  ])('--verify does not accept a file with %s', async (_, change, code) => {
    using folder = tempFolder();
    const file = join(folder.path, 'ledger.json');
    const content = { format: 'portvakt-ledger', version: 1, exportedAt: 1, entries: change(entries(9)) };
    writeFileSync(file, JSON.stringify(content));
    expect(await runCli(['ledger', '--verify', file])).toMatchObject({ code, out: '' });
  });

  it('--verify says that there is no file, or that it is none', async () => {
    using folder = tempFolder();
    expect(await runCli(['ledger', '--verify', join(folder.path, 'none')])).toMatchObject({ code: 6 });
    expect(await runCli(['ledger', '--verify', '-'], {}, 'not JSON')).toMatchObject({ code: 3 });
    expect(await runCli(['ledger', '--verify', 'a', '--export', 'b'])).toMatchObject({ code: 2 });
  });
});
