import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { silentLog } from '#runtime/log.ts';
import { eventMigrations, startIngest, type Batch } from '#server/events/index.ts';
import { openStore } from '#server/store/index.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const batch = (first: number, type = 'fault'): Batch => ({
  device: 'd',
  epoch: 'e',
  receivedAt: 1,
  upTo: first,
  rows: [{ seq: first, type, ban: null, body: '{}' }],
});

/** The worker, but it dies of events of the type `deadly`. */
function mortal(folder: string): URL {
  const real = new URL('../../src/server/events/ingest-worker.ts', import.meta.url);
  const file = join(folder, 'mortal.mjs');
  const text = `import { parentPort } from 'node:worker_threads';
const on = parentPort.on.bind(parentPort);
const deadly = (work) => work !== 'end' && work.batches.some(({ rows }) => rows.some(({ type }) => type === 'deadly'));
parentPort.on = (name, listener) =>
  on(name, (work) => {
    if (deadly(work)) throw new Error('it died');
    listener(work);
  });
await import(${JSON.stringify(real.href)});
`;
  writeFileSync(file, text);
  return pathToFileURL(file);
}

describe('the thread that stores events', () => {
  it('is started again when it dies; what was under way is not acknowledged', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    await using _store = await openStore(path, [eventMigrations]);
    await using ingest = startIngest(path, silentLog, mortal(folder.path));
    expect(await ingest.store(batch(1))).toEqual({ ok: true, value: 1 });
    const [deadly, behind] = await Promise.all([ingest.store(batch(2, 'deadly')), ingest.store(batch(2))]);
    expect(deadly).toEqual({ ok: false, fault: 'not-stored' });
    expect(behind).toEqual({ ok: true, value: 2 });
    expect(ingest.working()).toBe(true);
  });

  it('that dies again and again is said to be broken', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    await using _store = await openStore(path, [eventMigrations]);
    await using ingest = startIngest(path, silentLog, mortal(folder.path));
    const answers = [];
    for (let round = 0; round < 6; round += 1) answers.push(await ingest.store(batch(1, 'deadly')));
    expect(answers.every(({ ok }) => !ok)).toBe(true);
    expect(await ingest.broken).toBe('it died');
    expect(ingest.working()).toBe(false);
    expect(await ingest.store(batch(1))).toEqual({ ok: false, fault: 'not-stored' });
  });
});
