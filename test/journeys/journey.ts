import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInApps, loadCatalogue } from '#catalogue/load.ts';
import { zoneOf, type Zone } from '#policy/calendar-day.ts';
import type { Evidence } from '#policy/evidence.ts';
import type { StoredEvent } from '#protocol/console-devices.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { DeviceSummary } from '#protocol/console-devices.ts';
import type { Hit } from '#protocol/event.ts';
import { call, startTestServer, type Answer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { JourneyClock } from './journey-clock.ts';
import { Pc, type PcWishes } from './pc.ts';
import { editor } from './programs.ts';
import { readScenario, type Scenario, type ScenarioFiles } from './scenarios/read-scenario.ts';
import { until } from './until.ts';

const catalogue = loadCatalogue();
const catalogueValues = new Set(
  builtInApps().flatMap(({ identifiers }) => identifiers.map(({ kind, value }) => `${kind} ${value}`)),
);

/** One scenario on its way: the organisation's server, its IT, its PCs and their people, in 2023. */
export class Journey implements AsyncDisposable {
  readonly files: ScenarioFiles;
  readonly clock: JourneyClock;
  readonly zone: Zone;
  readonly server: TestServer;
  readonly pcs: Pc[] = [];
  readonly #scenario: Scenario;
  readonly #own: AsyncDisposableStack;

  private constructor(
    scenario: Scenario,
    parts: { files: ScenarioFiles; clock: JourneyClock; server: TestServer; own: AsyncDisposableStack },
  ) {
    this.#scenario = scenario;
    this.files = parts.files;
    this.clock = parts.clock;
    this.zone = zoneOf(this.timeZone);
    this.server = parts.server;
    this.#own = parts.own;
  }

  /** Nine o'clock on that morning: an empty server stands there. */
  static async begin(scenario: Scenario, day: string): Promise<Journey> {
    await using own = new AsyncDisposableStack();
    const files = readScenario(scenario);
    const { calendar, id, name } = files.organisation;
    const clock = new JourneyClock(nineOn(zoneOf(calendar.timeZone), day));
    const folder = own.use(tempFolder());
    const server = own.use(await startTestServer(folder.path, { organisation: { id, name }, clock }));
    return new Journey(scenario, { files, clock, server, own: own.move() });
  }

  get timeZone(): string {
    return this.files.organisation.calendar.timeZone;
  }
  get today(): string {
    return this.zone.dayOf(this.clock.now());
  }

  // ── what IT does ────────────────────────────────────────────────────────────────────────────────────────────────

  /** The scenario's files as IT wrote them. */
  policyFiles(): PolicyFileText[] {
    const folder = join(import.meta.dirname, 'scenarios', this.#scenario);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  }
  /** Publishes files through the API and returns the version that they became. */
  async publish(files: readonly PolicyFileText[] = this.policyFiles()): Promise<number> {
    const { version } = await this.server.must('applyPolicy', { body: { files: [...files] } });
    return version;
  }
  tryToPublish(files: readonly PolicyFileText[]): Promise<Answer<'applyPolicy'>> {
    const { apiUrl, token } = this.server;
    return call(apiUrl, token, 'applyPolicy', { body: { files: [...files] } });
  }
  /** A token of another person in IT. */
  async operator(name: string, unit?: string): Promise<string> {
    const body = { name, role: 'approver', ...(unit === undefined ? {} : { unit }) } as const;
    return (await this.server.must('createOperatorToken', { body })).text;
  }
  /** Puts a PC into service, and waits until it applies what is published. */
  async pc(wishes: PcWishes): Promise<Pc> {
    const token = await this.server.enrolmentToken({ unit: wishes.unit });
    // A PC enrols as a service one; the apps of a dedicated PC come when IT has said what it is for.
    const isDedicated = wishes.class === 'dedicated';
    const pc = await Pc.start(isDedicated ? { ...wishes, has: [] } : wishes, {
      clock: this.clock,
      catalogue,
      server: this.server.url,
      token,
    });
    this.#own.use(pc);
    this.pcs.push(pc);
    if (isDedicated)
      await this.server.must('setDevice', { params: { device: pc.id }, body: { class: 'dedicated' } });
    const { release } = await this.server.must('getServerInfo');
    await pc.applies(release);
    await until('its class is known', () => pc.status().class === (wishes.class ?? 'service') || undefined);
    if (isDedicated) for (const program of wishes.has ?? []) pc.install(program);
    return pc;
  }

  // ── what the server knows ───────────────────────────────────────────────────────────────────────────────────────

  async deviceRow(pc: Pc): Promise<DeviceSummary> {
    const { devices } = await this.server.must('listDevices', { query: { limit: 500 } });
    const row = devices.find(({ device }) => device === pc.id);
    if (row === undefined) throw new Error('the server does not know this PC');
    return row;
  }
  async events(pc: Pc): Promise<readonly StoredEvent['body'][]> {
    const { events } = await this.server.must('listEvents', { query: { device: pc.id, limit: 500 } });
    return events.map(({ body }) => body);
  }
  async hits(pc: Pc): Promise<readonly Hit[]> {
    return (await this.events(pc)).filter((body) => body.type === 'hit');
  }
  /** Waits for a report of that kind. */
  event<T extends StoredEvent['body']['type']>(
    pc: Pc,
    type: T,
    seen: (body: Extract<StoredEvent['body'], { type: T }>) => boolean = () => true,
  ): Promise<Extract<StoredEvent['body'], { type: T }>> {
    return until(`a report of ${type}`, async () => {
      const events = await this.events(pc);
      return events
        .filter((body): body is Extract<StoredEvent['body'], { type: T }> => body.type === type)
        .find(seen);
    });
  }
  /** Everything that this PC ever had to say has arrived. */
  async allSent(pc: Pc): Promise<void> {
    await until('nothing waits to be sent', () => pc.status().counts.waitingEvents === 0 || undefined);
  }
  /** How well each channel of a ban is enforced, as the server was told. */
  async truth(pc: Pc, ban: string): Promise<Readonly<Record<string, string>>> {
    const { truth } = await this.server.must('getDevice', { params: { device: pc.id } });
    return Object.fromEntries(
      truth.filter((one) => one.ban === ban).map(({ channel, level }) => [channel, level]),
    );
  }
  /** Waits until the server was told these levels of the ban, by channel. */
  async truthIs(pc: Pc, ban: string, wanted: Readonly<Record<string, string>>): Promise<void> {
    await until(`the server knows ${JSON.stringify(wanted)}`, async () => {
      const told = await this.truth(pc, ban);
      return Object.entries(wanted).every(([channel, level]) => told[channel] === level) || undefined;
    });
  }
  /** Evidence that left the PCs of this journey and does not stand in the catalogue word for word: a path, a name. */
  async foreignEvidence(): Promise<readonly Evidence[]> {
    const hits = (await Promise.all(this.pcs.map((pc) => this.hits(pc)))).flat();
    if (hits.length === 0) throw new Error('nothing was reported, so nothing is proved');
    return hits.flatMap(({ evidence }) =>
      evidence.flatMap(({ kind, value }) =>
        value === undefined || catalogueValues.has(`${kind} ${value}`) ? [] : [{ kind, value }],
      ),
    );
  }

  // ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Moves on to an instant; PCs that lost their connection meanwhile have it again. */
  async moveTo(instant: number): Promise<void> {
    this.clock.moveTo(instant);
    await Promise.all(
      this.pcs.map((pc) =>
        until(`the PC of ${pc.account} is connected`, async () => {
          // A socket that is about to be given up still looks connected until the far side has answered.
          await pc.settled();
          return pc.status().server.connected || undefined;
        }),
      ),
    );
  }
  /** Day after day until nine o'clock on that morning; each morning people are at their PCs. */
  async workUntil(day: string): Promise<void> {
    while (this.today < day) {
      await this.moveTo(nineOn(this.zone, nextDay(this.today)));
      for (const pc of this.pcs) pc.start(editor);
    }
  }
  hour(day: string, hour: number): number {
    return this.zone.startOf(day) + hour * 3_600_000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#own.disposeAsync();
  }
}

const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
const nineOn = (zone: Zone, day: string): number => zone.startOf(day) + 9 * 3_600_000;
