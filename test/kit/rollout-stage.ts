import { systemClock } from '#runtime/clock.ts';
import type { Ban } from '#policy/ban.ts';
import type { Organisation } from '#policy/organisation.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import type { Rollout } from '#protocol/console-rollouts.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { Envelope } from '#protocol/envelope.ts';
import type { SigningKey } from '#runtime/signature.ts';
import { SkippingClock } from '#test/kit/fake-clock.ts';
import { policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { until } from '#test/kit/system-under-test.ts';
import { enrolDevice, WireAgent, type HelloContent } from '#test/kit/wire-agent.ts';

export const hour = 3_600_000;
/** Connections must live through hours that are left out. */
const patient = { silenceSeconds: 100_000_000, pingSeconds: 100_000_000 };

export const contentOf = ({ envelope }: { readonly envelope: Envelope }): Record<string, unknown> =>
  JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Record<string, unknown>;

/** The policy of `policyFiles` with settings of the server. */
export function ringedFiles(
  bans: readonly Ban[],
  server: ServerSettings,
  change: Partial<Organisation> = {},
): PolicyFileText[] {
  return [
    ...policyFiles(bans, change),
    { name: 'server.yaml', text: JSON.stringify({ portvakt: 'server/1', server }) },
  ];
}

/** A server whose hours can be left out. */
export class RolloutStage implements AsyncDisposable {
  readonly clock: SkippingClock;
  server: TestServer;
  readonly #folder: string;

  private constructor(folder: string, clock: SkippingClock, server: TestServer) {
    this.#folder = folder;
    this.clock = clock;
    this.server = server;
  }

  static async open(folder: string): Promise<RolloutStage> {
    const clock = new SkippingClock(systemClock);
    return new RolloutStage(folder, clock, await startTestServer(folder, { clock, limits: patient }));
  }

  async restart(meanwhile: () => void = () => undefined): Promise<void> {
    const { token } = this.server;
    await this.server.stop();
    meanwhile();
    const options = { clock: this.clock, limits: patient, token };
    this.server = await startTestServer(this.#folder, options);
  }

  /** Applies a policy; its version. */
  async publish(
    bans: readonly Ban[],
    settings: ServerSettings,
    change: Partial<Organisation> = {},
  ): Promise<number> {
    const files = ringedFiles(bans, settings, change);
    return (await this.server.must('applyPolicy', { body: { files } })).version;
  }

  rollout(version: number): Promise<Rollout> {
    return this.server.must('getRollout', { params: { version } });
  }

  /** Lets the server's rounds pass until the rollout is as wished. */
  async becomes(version: number, what: string, is: (rollout: Rollout) => boolean): Promise<Rollout> {
    return until(`${what} of release ${version}`, async () => {
      this.clock.skip(3_000);
      const now = await this.rollout(version);
      return is(now) ? now : undefined;
    });
  }

  async pc(labels: readonly string[] = []): Promise<Pc> {
    return this.pcWith(await this.server.enrolmentToken({ labels: [...labels] }));
  }

  async pcWith(token: string): Promise<Pc> {
    const { device, key } = await enrolDevice(this.server.url, token);
    return new Pc(() => this.server.url, device, key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
  }
}

/** A PC over its connections: says what it holds, keeps what it is offered. */
export class Pc implements AsyncDisposable {
  readonly device: string;
  readonly #url: () => string;
  readonly #key: SigningKey;
  #agent: WireAgent | undefined;
  /** What it says that it applies. */
  release = 0;

  constructor(url: () => string, device: string, key: SigningKey) {
    this.#url = url;
    this.device = device;
    this.#key = key;
  }

  get agent(): WireAgent {
    if (this.#agent === undefined) throw new Error('it is not connected');
    return this.#agent;
  }

  async connect(change: HelloContent = {}): Promise<this> {
    await this.#agent?.close();
    this.#agent = new WireAgent(this.#url(), { key: this.#key });
    await this.#agent.arrive(this.device, {
      release: this.release,
      highestRelease: this.release,
      ...change,
    });
    return this;
  }

  /** Takes the next release that is offered, and says that it applies it. */
  async take(): Promise<number> {
    this.release = Number(contentOf(await this.agent.take('release'))['version']);
    this.agent.send({ type: 'release-applied', version: this.release, assignment: 1, truth: [] });
    await this.agent.settled();
    return this.release;
  }

  /** The versions that were offered and not taken, once all that was sent before has come. */
  async offered(): Promise<number[]> {
    await this.agent.settled();
    return this.agent.heard.flatMap((one) =>
      one.type === 'release' ? [Number(contentOf(one)['version'])] : [],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent?.[Symbol.asyncDispose]();
  }
}
