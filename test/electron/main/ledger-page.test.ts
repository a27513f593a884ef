import { describe, expect, it } from 'vitest';
import { ledgerFileName } from '#electron/main/ledger-file-name.ts';
import { ledgerPage, wholeLedger, type AskLedger } from '#electron/main/ledger-page.ts';
import { fail, ok } from '#policy/outcome.ts';
import { ledgerFile } from '#protocol/ledger-file.ts';
import type { LedgerEntry } from '#protocol/tray-agent.ts';
import { genesis, hashOf } from '#runtime/hash-chain.ts';
import { FakeServices } from '#test/agent/localapi/fake-services.ts';

/** A real chain, newest first. */
function chainOf(length: number): readonly LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (let index = 1; index <= length; index += 1) {
    const previous = entries.at(-1)?.hash ?? genesis;
    const entry = { index, at: index, kind: 'sent', body: `{"n":${index}}` } as const;
    entries.push({ ...entry, previous, hash: hashOf(previous, entry) });
  }
  return entries.reverse();
}
const answer = (entries: readonly LedgerEntry[]): Parameters<typeof ledgerPage>[0] => ({
  type: 'ledger',
  id: 1,
  entries: [...entries],
  intact: true,
});
const pages =
  (chain: readonly LedgerEntry[], size: number): AskLedger =>
  (before = Infinity) =>
    Promise.resolve(ok(answer(chain.filter(({ index }) => index < before).slice(0, size))));
const noPause = (): Promise<void> => Promise.resolve();

describe('a page of the ledger', () => {
  it('is checked here too, whatever the agent says', () => {
    const chain = chainOf(5);
    expect(ledgerPage(answer(chain))).toMatchObject({ intact: true, checked: 'verified' });
    const forged = chain.map((entry) => (entry.index === 3 ? { ...entry, body: '{}' } : entry));
    expect(ledgerPage(answer(forged))).toMatchObject({ intact: true, checked: 'broken' });
    const bare = chain.map(({ previous: _previous, ...entry }) => entry);
    expect(ledgerPage(answer(bare)).checked).toBe('unchecked');
  });
});

describe('the whole ledger', () => {
  it('is read page by page to its beginning', async () => {
    const chain = chainOf(1_001);
    expect(await wholeLedger(pages(chain, 200), noPause)).toEqual(ok(chain));
    expect(await wholeLedger(pages([], 200), noPause)).toEqual(ok([]));
  });

  it('ends where the agent has trimmed it', async () => {
    const trimmed = chainOf(500).filter(({ index }) => index > 100);
    expect(await wholeLedger(pages(trimmed, 200), noPause)).toEqual(ok(trimmed));
  });

  it('waits while the agent takes no more questions, and passes any other fault on', async () => {
    const chain = chainOf(400);
    let pauses = 0;
    const shy: AskLedger = (before) =>
      before === undefined || pauses > 2
        ? pages(chain, 200)(before)
        : Promise.resolve(fail({ code: 'refused', fault: 'too-many-requests', detail: '' }));
    const whole = await wholeLedger(shy, () => {
      pauses += 1;
      return Promise.resolve();
    });
    expect([whole, pauses]).toEqual([ok(chain), 3]);
    const gone: AskLedger = () => Promise.resolve(fail({ code: 'unreachable' }));
    expect(await wholeLedger(gone, noPause)).toEqual(fail({ code: 'unreachable' }));
  });

  it('is exported with what it takes to check it', () => {
    const chain = chainOf(2);
    const status = {
      ...new FakeServices().status('anna'),
      organisation: { id: 'halden', name: 'Halden', contact: 'IT' },
      device: 'd'.repeat(32),
    };
    expect(ledgerFile(status, chain, 7)).toEqual({
      format: 'portvakt-ledger',
      version: 1,
      exportedAt: 7,
      organisation: { id: 'halden', name: 'Halden' },
      device: 'd'.repeat(32),
      entries: chain,
    });
    expect(ledgerFile(undefined, [], 7)).not.toHaveProperty('device');
    expect(ledgerFileName(Date.UTC(2026, 10, 22, 23, 59))).toBe('portvakt-2026-11-22.json');
  });
});
