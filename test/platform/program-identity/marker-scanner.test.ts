import { describe, expect, it, vi } from 'vitest';
import { MarkerScanner } from '#platform/program-identity/marker-scanner.ts';
import type { ScanRequest } from '#platform/program-identity/marker-scan.ts';
import type { ScanFault } from '#platform/program-identity/port.ts';

const worker = new URL('./moody-worker.ts', import.meta.url);
const stamp = { dev: 1n, ino: 1n, size: 1n, ctimeNs: 1n, mtimeNs: 1n };
let ids = 0;
const request = (path: string): ScanRequest => {
  ids += 1;
  return { id: ids, path, stamp, markers: ['x'], folders: [] };
};
const found = (path: string) => ({ markers: [path], folders: [] });

describe('files that cost a thread', () => {
  it('hold up nobody else, are tried again however often they did, and are told of as long as they do', async () => {
    await using scanner = new MarkerScanner({ worker, stuckMs: 300, backOffMs: 1 });
    const faults: ScanFault[] = [];
    scanner.onFault((fault) => faults.push(fault));
    for (const name of ['stuck', 'deadly', 'deadly', 'deadly', 'deadly'])
      expect(await scanner.scan(request(name), 'anna')).toBeUndefined();
    expect(faults).toEqual(['stuck']);
    expect(await scanner.scan(request('good'), 'bert')).toEqual(found('good'));
    expect(faults).toEqual(['stuck']);
    expect(await scanner.scan(request('good'), 'anna')).toEqual(found('good'));
    expect(faults).toEqual(['stuck', undefined]);
  });

  it('make their account wait, and no other', async () => {
    await using scanner = new MarkerScanner({ worker, backOffMs: 600_000 });
    await scanner.scan(request('deadly'), 'anna');
    const answered: string[] = [];
    void scanner.scan(request('hers'), 'anna').then((result) => answered.push(result ? 'hers' : 'none'));
    expect(await scanner.scan(request('his'), 'bert')).toEqual(found('his'));
    expect(answered).toEqual([]);
  });
});

describe('many files of one account', () => {
  it('let one of another have its turn, and are refused aloud beyond what may wait', async () => {
    await using scanner = new MarkerScanner({ worker, queueLimit: 20 });
    const faults: ScanFault[] = [];
    scanner.onFault((fault) => faults.push(fault));
    const order: string[] = [];
    const note = (name: string) => (result: unknown) => order.push(result === undefined ? 'refused' : name);
    const all = Array.from({ length: 30 }, (_, index) =>
      scanner.scan(request(`a${index}`), 'anna').then(note('anna')),
    );
    all.push(scanner.scan(request('b'), 'bert').then(note('bert')));
    await Promise.all(all);
    expect(order.filter((name) => name === 'refused')).toHaveLength(9);
    expect(order.filter((name) => name !== 'refused').indexOf('bert')).toBeLessThan(3);
    await vi.waitFor(() => expect(faults).toEqual(['crowded', undefined]));
  });
});
