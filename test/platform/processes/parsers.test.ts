import { statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasEnded, parseRealUid, parseStat, withoutDeletedMark } from '#platform/processes/proc-stat.ts';
import { eventKind, eventProcess, eventTime, subscription } from '#platform/processes/proc-connector.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import { stampReader } from '#platform/processes/stamp-now.ts';
import { descendantsAmong } from '#platform/processes/proc-sweep.ts';

const fieldsFrom4To22 = '1 4242 4242 0 -1 4194304 100 0 0 0 1 2 0 0 20 0 1 0 987654 1000';

describe('/proc/<pid>/stat', () => {
  it.each(['bash', 'tmux: server', '(sd-pam)', 'a) S 1 2 (b', ') R 7', ''])(
    'is read whatever the name %j',
    (name) => {
      expect(parseStat(`4242 (${name}) S ${fieldsFrom4To22}\n`)).toEqual({
        state: 'S',
        parent: 1,
        startTicks: 987654n,
      });
    },
  );
  it('is refused when cut short or foreign, never guessed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const stat = parseStat(text);
        expect(stat === undefined || typeof stat.startTicks === 'bigint').toBe(true);
      }),
    );
    expect(parseStat('4242 (x) S 1 2 3')).toBeUndefined();
  });
  it('tells the dead from the living', () => {
    for (const [state, ended] of [
      ['Z', true],
      ['X', true],
      ['S', false],
      ['R', false],
      ['D', false],
      ['T', false],
    ] as const) {
      expect(hasEnded({ state, parent: 1, startTicks: 1n })).toBe(ended);
    }
  });
});

it('takes the real uid from status', () => {
  expect(parseRealUid('Name:\tx\nUid:\t1000\t0\t0\t0\nGid:\t5\t5\t5\t5\n')).toBe(1000);
  expect(parseRealUid('Name:\tUid: 7\n')).toBeUndefined();
});

it('takes the mark of deletion off, once', () => {
  expect(withoutDeletedMark('/opt/app (deleted)')).toBe('/opt/app');
  expect(withoutDeletedMark('/opt/app (deleted) (deleted)')).toBe('/opt/app (deleted)');
  expect(withoutDeletedMark('/opt/app')).toBe('/opt/app');
});

describe('process connector', () => {
  it('asks in the layout of linux/cn_proc.h', () => {
    expect(subscription(true, 7).length).toBe(44);
    expect(subscription(false, 7).length).toBe(40);
    expect([...subscription(true, 7).subarray(36)]).toEqual([1, 0, 0, 0, 2, 0, 0, 0]);
  });
  it('reads a captured exec event', () => {
    const captured =
      '4c0000000300000000000000000000000100000001000000ab0000000000000028000000' +
      '0200000001000000' +
      '00e40b5402000000' +
      '9a020000' +
      '9a020000' +
      '0000000000000000';
    const event = new DataView(new Uint8Array(Buffer.from(captured, 'hex')).buffer);
    expect(eventKind(event)).toBe(2);
    expect(eventTime(event)).toBe(10_000_000_000);
    expect(eventProcess(event)).toBe(666);
  });
});

it('finds descendants through cycles and orphans without end', () => {
  const all = [
    { pid: 2, parent: 1, startTicks: 2n },
    { pid: 3, parent: 2, startTicks: 3n },
    { pid: 1, parent: 3, startTicks: 1n },
    { pid: 9, parent: 8, startTicks: 9n },
  ];
  expect(descendantsAmong(all, { pid: 1, startTicks: 1n })).toEqual([
    { pid: 2, startTicks: 2n },
    { pid: 3, startTicks: 3n },
  ]);
});

it.skipIf(process.platform !== 'linux')('stamps files as fs.stat does, and nothing where nothing is', () => {
  const stampOf = stampReader(loadLibc());
  for (const path of ['/', '/etc/passwd', '/dev/null', '/proc/self/exe', process.execPath]) {
    const { dev, ino, size, ctimeNs, mtimeNs } = statSync(path, { bigint: true });
    expect(stampOf(path)).toEqual({ dev, ino, size, ctimeNs, mtimeNs });
  }
  expect(stampOf('/proc/self/nothing')).toBeUndefined();
});
