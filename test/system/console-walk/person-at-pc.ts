import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dialAgent, type LocalClient } from '#local-client/client.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { until } from '#test/kit/system-under-test.ts';
import type { PcWishes } from './pc-child.ts';
import { ToldChild } from './told-child.ts';

/** A PC with a real agent process, and the person at its tray door. */
export class PersonAtPc implements AsyncDisposable {
  readonly account: string;
  readonly hostName: string;
  readonly #agent: ToldChild<string>;
  readonly #tray: LocalClient;

  private constructor(wishes: PcWishes, agent: ToldChild<string>, tray: LocalClient) {
    this.account = wishes.account;
    this.hostName = wishes.hostName;
    this.#agent = agent;
    this.#tray = tray;
  }

  static async start(wishes: PcWishes): Promise<PersonAtPc> {
    for (const name of ['state', 'run', 'config'])
      mkdirSync(join(wishes.folder, name), { recursive: true, mode: 0o755 });
    const agent = new ToldChild<string>(join(import.meta.dirname, 'pc-child.ts'), wishes);
    await agent.ready;
    const dialled = await dialAgent(createLocalEndpoint(), 'tray', join(wishes.folder, 'run'));
    if (!dialled.ok) throw new Error(dialled.fault.code);
    const pc = new PersonAtPc(wishes, agent, dialled.value);
    await until('it is enrolled', async () => (await pc.status()).device);
    return pc;
  }

  async status(): Promise<AgentStatus> {
    return (await this.#agent.ask('status')) as AgentStatus;
  }
  async ban(id: string): Promise<AgentStatus['bans'][number] | undefined> {
    return (await this.status()).bans.find(({ ban }) => ban === id);
  }
  async moveTo(instant: number): Promise<void> {
    await this.#agent.ask('moveTo', instant);
  }
  async installsTelegram(): Promise<void> {
    await this.#agent.ask('install');
  }
  async canUseTelegram(): Promise<boolean> {
    return (await this.#agent.ask('canUseTelegram')) === true;
  }
  /** Reads every notice that waits for the person. */
  async readsNotices(): Promise<readonly Notice[]> {
    const answer = await this.#tray.request({ type: 'notices' });
    if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
    for (const { id } of answer.value.notices) await this.#tray.request({ type: 'shown', notice: id });
    return answer.value.notices;
  }
  async asks(ban: string, purpose: string, days: number): Promise<string> {
    const answer = await this.#tray.request({ type: 'ask', ban, purpose, days });
    if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
    return answer.value.request;
  }
  /** Who looked at this PC, as its person can read it. */
  async looks(): Promise<readonly string[]> {
    const answer = await this.#tray.request({ type: 'ledger' });
    if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
    return answer.value.entries.filter(({ kind }) => kind === 'look').map(({ body }) => body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tray[Symbol.dispose]();
    await this.#agent[Symbol.asyncDispose]();
  }
}
