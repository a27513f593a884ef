import { describe, expect, it } from 'vitest';
import { silentLog } from '#runtime/log.ts';
import { createAnnouncements } from '#server/announcements/index.ts';
import { deviceMigrations, createPlaces } from '#server/devices/index.ts';
import {
  countExemptions,
  deleteOldExemptions,
  endingJob,
  eraseExemptions,
  exemptionMigrations,
} from '#server/exemptions/index.ts';
import { openStore, storeMigrations, type Store } from '#server/store/index.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice } from '#test/kit/wire-agent.ts';

const dayMs = 86_400_000;
const twoUnits = [
  { id: 'kommune', name: 'Kommune' },
  { id: 'school', name: 'Schools', parent: 'kommune' },
  { id: 'library', name: 'Libraries', parent: 'kommune' },
];

/** A device of each unit, each with an exemption that ends after so many days. */
async function furnished(server: TestServer, days: number): Promise<{ school: string; library: string }> {
  const terms = { allowed: true, by: 'units-below' } as const;
  await server.must('applyPolicy', {
    body: { files: policyFiles([ban({ exemptions: terms })], { units: twoUnits }) },
  });
  const made = async (unit: string): Promise<string> => {
    const { device } = await enrolDevice(server.url, await server.enrolmentToken({ unit }));
    const from = Date.now();
    await server.must('grantExemption', {
      body: { device, ban: 'telegram-ban', purpose: unit, from, until: from + days * dayMs },
    });
    return device;
  };
  return { school: await made('school'), library: await made('library') };
}

describe('the operator of a unit', () => {
  it('sees and does nothing with the exemptions of another unit', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const devices = await furnished(server, 5);
    const all = (await server.must('listExemptions')).exemptions;
    expect(all.map(({ unit = '' }) => unit).toSorted((one, other) => one.localeCompare(other))).toEqual([
      'library',
      'school',
    ]);
    const teacher = (
      await server.must('createOperatorToken', {
        body: { name: 'teacher', role: 'approver', unit: 'school' },
      })
    ).text;
    const as = call.bind(undefined, server.apiUrl, teacher);
    for (const query of [{}, { unit: 'school' }, { expiresWithinDays: 30 }, { ban: 'telegram-ban' }])
      expect(await as('listExemptions', { query })).toMatchObject({
        body: { exemptions: [{ device: devices.school, unit: 'school', hostName: 'pc-1' }] },
      });
    for (const unit of ['library', 'kommune'])
      expect(await as('listExemptions', { query: { unit } })).toMatchObject({ status: 403 });
    expect((await as('listExemptions', { query: { device: devices.library } })).status).not.toBe(200);
    const library = all.find(({ unit }) => unit === 'library')?.exemption ?? '';
    const params = { params: { exemption: library }, body: { reason: 'no' } };
    expect(await as('withdrawExemption', params)).toMatchObject({ status: 404 });
    const from = Date.now();
    const grant = { ban: 'telegram-ban', purpose: 'x', from, until: from + dayMs };
    expect(await as('grantExemption', { body: { ...grant, device: devices.library } })).toMatchObject({
      status: 404,
    });
    expect(await as('grantExemption', { body: { ...grant, device: devices.school } })).toMatchObject({
      status: 200,
    });
    expect(await server.must('listExemptions', { query: { unit: 'nowhere' } }).catch(String)).toContain(
      'unit',
    );
  });
});

describe('what expires soon', () => {
  it('is listed with what ends first first, and without what is asked for, not begun or over', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { library, school } = await furnished(server, 20);
    const grant = async (device: string, from: number, until: number): Promise<string> =>
      (
        await server.must('grantExemption', {
          body: { device, ban: 'telegram-ban', purpose: 'film', from, until },
        })
      ).exemption;
    const now = Date.now();
    const later = await grant(school, now - 1, now + 6 * dayMs);
    const sooner = await grant(library, now - 1, now + 2 * dayMs);
    await grant(library, now + dayMs, now + 3 * dayMs);
    const within = async (expiresWithinDays: number): Promise<string[]> =>
      (await server.must('listExemptions', { query: { expiresWithinDays } })).exemptions.map(
        ({ exemption }) => exemption,
      );
    expect(await within(7)).toEqual([sooner, later]);
    expect(await within(3)).toEqual([sooner]);
    expect(await within(30)).toHaveLength(4);
  });
});

type Given = { readonly id: string; readonly from: number; readonly until: number; readonly code?: string };

/** The room's own rows, without a server around them. */
class Stage implements AsyncDisposable {
  readonly folder;
  readonly store: Store;
  readonly clock = new FakeClock(1_000 * dayMs);
  readonly announcements = createAnnouncements(this.clock, silentLog);
  readonly told: string[] = [];

  private constructor(folder: ReturnType<typeof tempFolder>, store: Store) {
    this.folder = folder;
    this.store = store;
    this.announcements.listen(({ kind, subject, text }) => this.told.push(`${kind} ${subject}: ${text}`));
  }
  static async open(): Promise<Stage> {
    const folder = tempFolder();
    const path = `${folder.path}/server.sqlite`;
    return new Stage(folder, await openStore(path, [storeMigrations, deviceMigrations, exemptionMigrations]));
  }
  get places() {
    return createPlaces(this.store.db);
  }
  /** The job of a server that has just started. */
  runJob(): Promise<void> {
    const { announcements, clock, places, store } = this;
    return endingJob({ db: store.db, places, announcements, now: () => clock.now() }).run();
  }
  async insert({ code, from, id, until }: Given, over: Record<string, unknown> = {}): Promise<void> {
    await this.store.db
      .withTables<{ exemptions: Record<string, unknown> }>()
      .insertInto('exemptions')
      .values({
        ...{ id, device: 'd', ban: 'tiktok', account: 'ola', purpose: 'film', days: 1, approved_by: '[]' },
        ...{ approvers_needed: 1, state: 'approved', from_at: from, until_at: until, changed_at: from },
        ...{ challenge: code ?? null, ...over },
      })
      .execute();
  }
  async ids(): Promise<unknown[]> {
    const rows = await this.store.db
      .withTables<{ exemptions: { id: string } }>()
      .selectFrom('exemptions')
      .select('id')
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}

describe('the end of an exemption', () => {
  it('is announced three days and one day before, each once, over restarts', async () => {
    await using stage = await Stage.open();
    const now = stage.clock.now();
    await stage.insert({ id: 'long', from: now, until: now + 10 * dayMs });
    await stage.insert({ id: 'two-days', from: now, until: now + 2 * dayMs });
    await stage.insert({ id: 'hours', from: now, until: now + dayMs / 2 });
    await stage.insert({ id: 'code', from: now, until: now + 3 * dayMs, code: '7K3M9QXW' });
    const hearAt = async (days: number): Promise<string[]> => {
      await stage.clock.advance(now + days * dayMs - stage.clock.now());
      await stage.runJob();
      await stage.runJob();
      return stage.told.splice(0);
    };
    expect(await hearAt(0)).toEqual([]);
    expect(await hearAt(1)).toEqual([
      'exemption-expiring two-days: an exemption from tiktok ends within a day',
    ]);
    expect(await hearAt(6.9)).toEqual([]);
    expect(await hearAt(7)).toEqual(['exemption-expiring long: an exemption from tiktok ends within 3 days']);
    expect(await hearAt(8)).toEqual([]);
    expect(await hearAt(9)).toEqual(['exemption-expiring long: an exemption from tiktok ends within a day']);
    expect(await hearAt(11)).toEqual([]);
  });

  it('that a stopped server missed is announced once, with what is true now', async () => {
    await using stage = await Stage.open();
    const now = stage.clock.now();
    await stage.insert({ id: 'long', from: now - 9 * dayMs, until: now + dayMs / 2 });
    await stage.runJob();
    expect(stage.told).toEqual(['exemption-expiring long: an exemption from tiktok ends within a day']);
  });
});

describe('what is kept of exemptions', () => {
  it('is counted by state', async () => {
    await using stage = await Stage.open();
    const now = stage.clock.now();
    await stage.insert({ id: 'a', from: now, until: now + 2 * dayMs });
    await stage.insert({ id: 'b', from: now, until: now + 20 * dayMs });
    await stage.insert({ id: 'c', from: now - dayMs, until: now });
    await stage.insert({ id: 'd', from: now, until: now }, { state: 'waiting' });
    await stage.insert({ id: 'e', from: now, until: now }, { state: 'half-approved' });
    expect(await countExemptions(stage.store.db, stage.places, undefined, now)).toEqual({
      waiting: 1,
      halfApproved: 1,
      running: 2,
      endingSoon: 1,
    });
    expect(await countExemptions(stage.store.db, stage.places, ['school'], now)).toMatchObject({
      running: 0,
    });
  });

  it('goes when it is old and over, never while it waits or runs', async () => {
    await using stage = await Stage.open();
    const now = stage.clock.now();
    const from = now - 100 * dayMs;
    await stage.insert({ id: 'denied', from, until: from }, { state: 'denied' });
    await stage.insert({ id: 'ended', from, until: from + dayMs });
    await stage.insert({ id: 'running', from, until: now + dayMs });
    await stage.insert({ id: 'waiting', from, until: from }, { state: 'waiting' });
    const { db } = stage.store;
    const deleted = await db.transaction().execute((trx) => deleteOldExemptions(trx, now - 90 * dayMs, 100));
    expect(deleted).toBe(2);
    expect(await stage.ids()).toEqual(['running', 'waiting']);
  });

  it('goes for one person or one device, and for nobody where neither is named', async () => {
    await using stage = await Stage.open();
    const now = stage.clock.now();
    await stage.insert({ id: 'a', from: now, until: now + dayMs });
    await stage.insert({ id: 'b', from: now, until: now + dayMs }, { account: 'kari' });
    await stage.insert({ id: 'c', from: now, until: now + dayMs }, { account: 'kari', device: 'other' });
    const erase = (whose: Parameters<typeof eraseExemptions>[1]): Promise<string[]> =>
      stage.store.db.transaction().execute((trx) => eraseExemptions(trx, whose));
    expect(await erase({})).toEqual([]);
    expect(await erase({ account: 'kari', device: 'other' })).toEqual(['other']);
    expect(await erase({ account: 'kari' })).toEqual(['d']);
    expect(await erase({ device: 'd' })).toEqual(['d']);
    expect(await stage.ids()).toEqual([]);
  });
});
