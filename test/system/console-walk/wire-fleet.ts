import type { Truth } from '#policy/proof.ts';
import type { Hit } from '#protocol/event.ts';
import { seededRandom } from '#test/kit/random.ts';
import { contentOf } from '#test/kit/rollout-stage.ts';
import { WireAgent } from '#test/kit/wire-agent.ts';

const machine = {
  os: 'linux',
  osName: 'Debian GNU/Linux',
  osVersion: '13',
  model: 'ThinkPad T14',
  agentVersion: '0.1.0',
} as const;
type Member = {
  readonly at: number;
  readonly hostName: string;
  readonly key: WireAgent['key'];
  readonly device: string;
  agent: WireAgent;
  release: number;
  sent: number;
};

/** Many PCs that only speak the protocol: they apply what they are offered, and answer previews with the noise that agents add. */
export class WireFleet implements AsyncDisposable {
  readonly members: Member[] = [];
  /** What each says that it enforces, from its next release on. */
  truth: (at: number) => readonly Truth[] = () => [];
  has: (at: number, app: string) => boolean = () => false;
  readonly #random = seededRandom(11);

  get size(): number {
    return this.members.length;
  }

  /** So many more, enrolled by a token and connected. */
  async join(url: string, token: string, count: number): Promise<void> {
    const first = this.size;
    await Promise.all(
      Array.from({ length: count }, async (_, more) => {
        const at = first + more;
        const hostName = `PC-${1000 + at}`;
        await using newcomer = new WireAgent(url);
        await newcomer.sayEnrol(token, { facts: { ...machine, hostName } });
        const { device } = await newcomer.take('enrolled');
        this.members.push(
          await this.#connected(url, { at, hostName, device, key: newcomer.key, release: 0, sent: 0 }),
        );
      }),
    );
  }
  /** All of them again, after the server was away. */
  async rejoin(url: string): Promise<void> {
    for (const member of this.members) member.agent = (await this.#connected(url, member)).agent;
  }
  holding(release: number): number {
    return this.members.filter((member) => member.release >= release).length;
  }
  /** One of them reports a hit. */
  async reports(
    at: number,
    hit: Omit<Hit, 'type' | 'evidence' | 'confidence' | 'repeats' | 'effect'>,
  ): Promise<void> {
    const member = this.members[at];
    if (member === undefined) throw new Error('there is no such PC');
    member.sent += 1;
    const more = { confidence: 'primary', repeats: 0, effect: 'block' } as const;
    member.agent.sendEvents(member.sent, [{ type: 'hit', ...hit, ...more, evidence: [] }]);
    await member.agent.settled();
  }

  async #connected(url: string, member: Omit<Member, 'agent'>): Promise<Member> {
    const agent = new WireAgent(url, { key: member.key });
    await agent.arrive(member.device, {
      facts: { ...machine, hostName: member.hostName },
      release: member.release,
      highestRelease: member.release,
    });
    const whole: Member = Object.assign(member, { agent });
    // Ends with its connection.
    void this.#listen(whole, agent).catch(() => undefined);
    return whole;
  }

  async #listen(member: Member, agent: WireAgent): Promise<void> {
    for (;;) {
      const message = await agent.until(() => agent.heard.shift());
      if (message.type === 'release') {
        member.release = Number(contentOf(message)['version']);
        const truth = [...this.truth(member.at)];
        agent.send({ type: 'release-applied', version: member.release, assignment: 1, truth });
      }
      if (message.type === 'preview') {
        const { apps, id } = message;
        const bits = apps.map((app) => ({ app, bit: this.has(member.at, app) !== this.#random() < 0.1 }));
        agent.send({ type: 'preview-result', id, bits });
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.members.map(({ agent }) => agent[Symbol.asyncDispose]()));
  }
}
