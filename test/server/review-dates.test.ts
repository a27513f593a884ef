import { expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import type { Announcement } from '#protocol/announcement.ts';
import { silentLog } from '#runtime/log.ts';
import { generateSigningKey } from '#runtime/signature.ts';
import { createAnnouncements } from '#server/announcements/index.ts';
import { auditMigrations, createAudit } from '#server/audit/index.ts';
import { draftMigrations, reviewDatesJob } from '#server/drafts/index.ts';
import { createPolicies, policyMigrations } from '#server/policies/index.ts';
import { openStore, storeMigrations } from '#server/store/index.ts';
import { policyWith } from '#test/kit/draft-desk.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { ban, day } from '#test/kit/policy-builder.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const midnight = Date.UTC(2026, 11, 1, 23); // 2 December in Oslo
const keys = generateSigningKey();

async function room(path: string, clock: FakeClock) {
  const store = await openStore(`${path}/server.sqlite`, [
    storeMigrations,
    auditMigrations,
    policyMigrations,
    draftMigrations,
  ]);
  const { db } = store;
  const policies = await createPolicies({
    db,
    audit: createAudit(db, clock),
    clock,
    keys: { organisation: { mode: 'hosted', publicKey: keys.publicKey, key: keys }, server: keys },
    organisationId: 'kommune',
    log: silentLog,
  });
  const announcements = createAnnouncements(clock, silentLog);
  const heard: Announcement[] = [];
  announcements.listen((one) => heard.push(one));
  const job = reviewDatesJob({ db, clock, policies, announcements });
  return {
    apply: async (bans: readonly Ban[], days?: number[]) => {
      const server = days === undefined ? {} : { server: { reviewReminderDays: days } };
      const done = await policies.apply({ name: 'kari' }, policyWith(bans, server));
      if (!done.ok) throw new Error(JSON.stringify(done.fault));
    },
    /** What the job says at this moment; twice, since it says a thing once. */
    said: async (): Promise<string[]> => {
      await job.run();
      await job.run();
      return heard.splice(0).map(({ kind, subject, unit }) => `${kind} ${unit} ${subject}`);
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

it('a review date is announced at each distance once, and once when it is past, over restarts too', async () => {
  using folder = tempFolder();
  const clock = new FakeClock(midnight);
  const due = 'ban-review-due kommune telegram-ban';
  {
    await using first = await room(folder.path, clock);
    await first.apply([ban({ review: '2027-01-05' })]);
    expect(await first.said()).toEqual([]); // 34 days
    clock.setLocal(midnight + 4 * day); // 30 days
    expect(await first.said()).toEqual([due]);
    clock.setLocal(midnight + 19 * day); // 15 days
    expect(await first.said()).toEqual([]);
  }
  await using second = await room(folder.path, clock);
  expect(await second.said()).toEqual([]);
  clock.setLocal(midnight + 20 * day);
  expect(await second.said()).toEqual([due]);
  clock.setLocal(midnight + 34 * day); // the day itself: the last on which it is whole
  expect(await second.said()).toEqual([due]);
  clock.setLocal(midnight + 35 * day - 1);
  expect(await second.said()).toEqual([]);
  clock.setLocal(midnight + 35 * day);
  expect(await second.said()).toEqual(['ban-review-passed kommune telegram-ban']);
  clock.setLocal(midnight + 60 * day);
  expect(await second.said()).toEqual([]);
});

it('a new date begins anew; the organisation chooses the distances', async () => {
  using folder = tempFolder();
  const clock = new FakeClock(midnight);
  await using one = await room(folder.path, clock);
  await one.apply([ban({ review: '2026-12-12' })], [10, 2]);
  expect(await one.said()).toEqual(['ban-review-due kommune telegram-ban']);
  await one.apply([ban({ review: '2027-06-01' })], [10, 2]);
  expect(await one.said()).toEqual([]);
  clock.setLocal(midnight + 175 * day);
  expect(await one.said()).toEqual(['ban-review-due kommune telegram-ban']);
  await one.apply([ban({ review: '2027-06-01' })], []);
  clock.setLocal(midnight + 180 * day);
  expect(await one.said()).toEqual([]);
});
