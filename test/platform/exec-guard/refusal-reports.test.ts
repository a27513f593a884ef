import { describe, expect, it } from 'vitest';
import type { Refusal } from '#platform/exec-guard/gate-port.ts';
import { RefusalReports } from '#platform/exec-guard/refusal-reports.ts';

const refusal = (over: Partial<Refusal> = {}, ino = 1n): Refusal => ({
  pid: 7,
  uid: 1000,
  path: '/tmp/app',
  how: 'exec',
  stamp: { dev: 1n, ino, size: 5n, ctimeNs: 1n, mtimeNs: 1n },
  ...over,
});

describe('reports of refusals', () => {
  it('tells of the first at once and of those that follow in one report', () => {
    const reports = new RefusalReports();
    expect(reports.note(refusal(), { evidence: [] }, 1000)).toBe(true);
    expect(reports.due(1000)).toEqual([
      { pid: 7, uid: 1000, path: '/tmp/app', how: 'exec', times: 1, at: 1000, identity: { evidence: [] } },
    ]);
    expect(reports.note(refusal({ pid: 8 }), undefined, 1500)).toBe(false);
    expect(reports.note(refusal({ pid: 9 }), undefined, 1600)).toBe(false);
    expect(reports.due(5999)).toEqual([]);
    expect(reports.due(6000)).toMatchObject([{ times: 2, at: 1500 }]);
  });

  it('keeps accounts, files and ways of starting apart', () => {
    const reports = new RefusalReports();
    // A file that is gone left its number to another one.
    const next = refusal({ stamp: { dev: 1n, ino: 1n, size: 5n, ctimeNs: 2n, mtimeNs: 2n } });
    for (const one of [refusal(), refusal({ uid: 1001 }), refusal({}, 2n), refusal({ how: 'loader' }), next])
      expect(reports.note(one, undefined, 0)).toBe(true);
    expect(reports.due(0)).toHaveLength(5);
  });

  it('says nothing of files that were only to be read', () => {
    const reports = new RefusalReports();
    expect(reports.note(refusal({ how: 'open' }), undefined, 0)).toBe(false);
    expect(reports.isIdle).toBe(true);
  });

  it('forgets a file that was left in peace, and tells of the next try at once', () => {
    const reports = new RefusalReports();
    reports.note(refusal(), undefined, 0);
    reports.due(0);
    reports.due(5000);
    expect(reports.isIdle).toBe(true);
    expect(reports.note(refusal(), undefined, 6000)).toBe(true);
  });

  it('keeps what could not be told while nobody reads, in one report', () => {
    const reports = new RefusalReports();
    for (let at = 0; at < 500; at += 1) reports.note(refusal(), undefined, at);
    expect(reports.due(500)).toMatchObject([{ times: 500, at: 0 }]);
  });

  it('gathers for 1,024 files at most, and for 128 of one account, which silences nobody else', () => {
    const reports = new RefusalReports();
    for (let ino = 0n; ino < 200n; ino += 1n) reports.note(refusal({}, ino), undefined, 0);
    expect(reports.due(0)).toHaveLength(128);
    expect(reports.note(refusal({ uid: 1001 }), undefined, 0)).toBe(true);
    for (let uid = 2000; uid < 4000; uid += 1) reports.note(refusal({ uid }), undefined, 0);
    expect(reports.due(0)).toHaveLength(1024 - 128);
  });

  it('gathers for an account anew once its files were left in peace', () => {
    const reports = new RefusalReports();
    for (let round = 0; round < 3; round += 1) {
      const now = round * 20_000;
      for (let ino = 0n; ino < 200n; ino += 1n) reports.note(refusal({}, ino), undefined, now);
      expect(reports.due(now)).toHaveLength(128);
      reports.due(now + 6_000);
      expect(reports.isIdle).toBe(true);
    }
  });
});
