import { describe, expect, it } from 'vitest';
import type { GuardBasis } from '#agent/guard/basis.ts';
import { loadCatalogue } from '#catalogue/load.ts';
import type { GuardState } from '#platform/exec-guard/port.ts';
import type { Ban } from '#policy/ban.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { JourneyClock } from './journey-clock.ts';
import { Pc, type PcWishes } from './pc.ts';
import { telegramFromDebian } from './programs.ts';
import { until } from './until.ts';

const guarding: GuardState = { kind: 'guarding', unguarded: [] };
const exemptions = { allowed: true, longestDays: 30 };

class Office implements AsyncDisposable {
  readonly clock: JourneyClock;
  readonly server: TestServer;
  readonly pc: Pc;
  readonly #own: AsyncDisposableStack;

  private constructor(parts: { clock: JourneyClock; server: TestServer; pc: Pc; own: AsyncDisposableStack }) {
    this.clock = parts.clock;
    this.server = parts.server;
    this.pc = parts.pc;
    this.#own = parts.own;
  }
  static async open(bans: readonly Ban[], wishes: Partial<PcWishes> = {}): Promise<Office> {
    await using own = new AsyncDisposableStack();
    const folder = own.use(tempFolder());
    const clock = new JourneyClock(Date.UTC(2026, 2, 2, 8));
    const server = own.use(await startTestServer(folder.path, { clock }));
    const body = { files: policyFiles(bans) };
    const { version } = await server.must('applyPolicy', { body });
    const pc = own.use(
      await Pc.start(
        { unit: 'kommune', account: 'ola', guarded: true, ...wishes },
        { clock, catalogue: loadCatalogue(), server: server.url, token: await server.enrolmentToken() },
      ),
    );
    await pc.applies(version);
    return new Office({ clock, server, pc, own: own.move() });
  }

  /** Publishes, and does not wait for anybody to apply it. */
  async publish(bans: readonly Ban[]): Promise<number> {
    return (await this.server.must('applyPolicy', { body: { files: policyFiles(bans) } })).version;
  }
  /** What the server was told of a ban over native programs. */
  async level(id = 'telegram-ban'): Promise<string | undefined> {
    const { truth } = await this.server.must('getDevice', { params: { device: this.pc.id } });
    return truth.find((one) => one.ban === id && one.channel === 'native')?.level;
  }
  async levelIs(wanted: string | undefined, id?: string): Promise<void> {
    await until(`the server to know ${wanted}`, async () => (await this.level(id)) === wanted || undefined);
  }
  async bodies(type: string) {
    const { events } = await this.server.must('listEvents', { query: { device: this.pc.id, limit: 500 } });
    return events.map(({ body }) => body).filter((body) => body.type === type);
  }
  /** The newest that the guard was given. */
  get basis(): GuardBasis | undefined {
    return this.pc.guard.bases.at(-1) as GuardBasis | undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#own.disposeAsync();
  }
}

describe('a PC whose kernel asks before programs start', () => {
  it('refuses what is banned: the person and IT are told as of a stop, with the level that it is', async () => {
    await using office = await Office.open([ban()]);
    const { pc } = office;
    await office.levelIs('denied-before-start');
    expect(pc.status().guard).toEqual({ kind: 'guarding', unguarded: [] });
    const telegram = telegramFromDebian();
    expect(await pc.tries(telegram)).toBe('refused');
    await pc.sees(await pc.notice('block', 'telegram-ban'));
    const [hit] = await until('IT hears of it', async () => {
      const hits = await office.bodies('hit');
      return hits.length > 0 ? hits : undefined;
    });
    expect(hit).toMatchObject({ action: 'stopped', level: 'denied-before-start', account: 'ola' });
    expect(pc.ends).toEqual([]);
  });

  it('claims no more than its guard was given: a new ban is denied only once the guard judges by it', async () => {
    await using office = await Office.open([ban()]);
    const { pc } = office;
    await office.levelIs('denied-before-start');
    const taken = Promise.withResolvers<void>();
    pc.guard.wait = taken.promise;
    const version = await office.publish([ban(), ban({ id: 'tiktok-ban', apps: ['tiktok'] })]);
    await until('the guard to be given it', () => office.basis?.policy.release === version || undefined);
    expect(await office.level('tiktok-ban')).toBeUndefined();
    taken.resolve();
    await office.levelIs('denied-before-start', 'tiktok-ban');
    const told = (await pc.ledger('sent'))
      .map((text) => JSON.parse(text) as { type: string; version?: number; truth?: { level: string }[] })
      .filter((one) => one.type === 'release-applied' && one.version === version);
    // One word on it, and it is true.
    expect(told).toHaveLength(1);
  });

  it('lets a program start as soon as the person was told that it may be used', async () => {
    await using office = await Office.open([ban({ exemptions })]);
    const { pc, server } = office;
    const telegram = telegramFromDebian();
    await office.levelIs('denied-before-start');
    expect(await pc.tries(telegram)).toBe('refused');
    const request = await pc.asks('telegram-ban', 'a case', 5);
    await until('IT sees the request', async () => {
      const { exemptions: listed } = await server.must('listExemptions');
      return listed.length > 0 ? true : undefined;
    });
    // The guard is slow to take it: nobody is told before it has.
    const taken = Promise.withResolvers<void>();
    pc.guard.wait = taken.promise;
    await server.must('approveRequest', { params: { exemption: request }, body: {} });
    await until('the guard to be given it', () => (office.basis?.exemptions.length ?? 0) > 0 || undefined);
    expect((await pc.notices()).map(({ kind }) => kind)).not.toContain('exemption-answered');
    taken.resolve();
    await pc.notice('exemption-answered', 'telegram-ban');
    expect(await pc.tries(telegram)).toBe('runs');
  });

  it('asks about nothing any more when the ban is lifted, and says so to whoever was refused', async () => {
    await using office = await Office.open([ban()]);
    const { pc } = office;
    const telegram = telegramFromDebian();
    await office.levelIs('denied-before-start');
    expect(await pc.tries(telegram)).toBe('refused');
    await pc.sees(await pc.notice('block', 'telegram-ban'));
    await pc.applies(await office.publish([]));
    await pc.notice('lifted', 'telegram-ban');
    expect(office.basis).toBeUndefined();
    expect(pc.guard.state()).toEqual({ kind: 'off' });
    expect(pc.status().guard).toEqual({ kind: 'off' });
    expect(await pc.tries(telegram)).toBe('runs');
  });

  it('refuses nobody in grace, and everybody when it is over', async () => {
    const telegram = telegramFromDebian();
    await using office = await Office.open([ban({ grace: { workingDays: 5, until: '2026-03-20' } })], {
      has: [telegram],
    });
    const { clock, pc } = office;
    await pc.acknowledges(await pc.notice('warn', 'telegram-ban'));
    await until('the guard to know of the grace', () => (office.basis?.grace.length ?? 0) > 0 || undefined);
    expect(await pc.tries(telegram)).toBe('runs');
    clock.moveTo(Date.UTC(2026, 2, 21, 8));
    await pc.settled();
    expect(await pc.tries(telegram)).toBe('refused');
  });

  it('says at once when its guard is gone, stops programs after their start meanwhile, and says when it is back', async () => {
    await using office = await Office.open([ban()]);
    const { pc } = office;
    const telegram = telegramFromDebian();
    await office.levelIs('denied-before-start');
    pc.guard.set({ kind: 'gap', why: 'it did not answer' });
    await office.levelIs('stopped-after-start');
    expect(pc.status().guard).toEqual({ kind: 'gap', why: 'it did not answer' });
    expect(await pc.tries(telegram)).toBe('stopped');
    pc.guard.set(guarding);
    await office.levelIs('denied-before-start');
    // Met by both: one matter.
    expect(await pc.tries(telegram)).toBe('refused');
    await pc.sees(await pc.notice('block', 'telegram-ban'));
    await until('nothing waits', () => pc.status().counts.waitingEvents === 0 || undefined);
    expect(await office.bodies('hit')).toHaveLength(1);
    expect((await pc.notices()).filter(({ kind }) => kind === 'block')).toMatchObject([{ times: 2 }]);
  });

  it('claims no denial where the system does not ask', async () => {
    await using office = await Office.open([ban()]);
    const { pc } = office;
    await office.levelIs('denied-before-start');
    pc.guard.set({ kind: 'unsupported', why: 'no fanotify here' });
    await office.levelIs('stopped-after-start');
    expect(pc.ban('telegram-ban')?.truth.find(({ channel }) => channel === 'native')?.why).toContain(
      'no fanotify here',
    );
  });

  it('tells nobody outside what was refused on a private device', async () => {
    const bans = [ban({ audience: { classes: ['private'] } })];
    await using office = await Office.open(bans, { class: 'private' });
    const { pc } = office;
    await office.levelIs('denied-before-start');
    expect(await pc.tries(telegramFromDebian())).toBe('refused');
    await pc.sees(await pc.notice('block', 'telegram-ban'));
    await pc.settled();
    expect(pc.status().counts.waitingEvents).toBe(0);
    expect(await office.bodies('hit')).toEqual([]);
    expect((await pc.ledger('sent')).filter((text) => text.includes('"hit"'))).toEqual([]);
  });

  it('bears somebody who tries a thousand times: one notice, one event, and a count', async () => {
    await using office = await Office.open([ban()]);
    const { clock, pc } = office;
    await office.levelIs('denied-before-start');
    const telegram = telegramFromDebian();
    for (let n = 0; n < 1_000; n += 1) expect(await pc.tries(telegram)).toBe('refused');
    const notice = await until('all of them to be counted', async () =>
      (await pc.notices()).find(({ times }) => times === 1_000),
    );
    await pc.sees(notice);
    clock.moveTo(clock.now() + 86_400_000);
    await pc.settled();
    const [repeats] = await until('the day to be told', async () => {
      const told = await office.bodies('repeats');
      return told.length > 0 ? told : undefined;
    });
    expect(repeats).toMatchObject({ count: 999, ban: 'telegram-ban' });
    expect(await office.bodies('hit')).toHaveLength(1);
  });
});
