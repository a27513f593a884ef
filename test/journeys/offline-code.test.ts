import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '#catalogue/load.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { JourneyClock } from './journey-clock.ts';
import { Pc } from './pc.ts';
import { telegramOnWindows } from './programs.ts';
import { until } from './until.ts';

const hourMs = 3_600_000;

/** The network between a PC and the server, which can be taken away and given back. */
class Network implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #isThere = true;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      if (!this.#isThere) return void near.destroy();
      const far = connect(port, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
  }
  static async open(port: number): Promise<Network> {
    const network = new Network(port);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }
  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/agent`;
  }
  takeAway(): void {
    this.#isThere = false;
    for (const socket of this.#sockets) socket.destroy();
  }
  giveBack(): void {
    this.#isThere = true;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.takeAway();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

describe('a PC without network', () => {
  it('gets a code over the telephone: for its hours the block is a warning, and IT hears of it afterwards', async () => {
    using folder = tempFolder();
    const clock = new JourneyClock(Date.UTC(2026, 2, 2, 8));
    await using server = await startTestServer(folder.path, { clock });
    const exemptions = { allowed: true, offlineCodes: true };
    await server.must('applyPolicy', { body: { files: policyFiles([ban({ exemptions })]) } });
    await using network = await Network.open(server.address.port);
    await using pc = await Pc.start(
      { unit: 'kommune', account: 'ola', os: 'win32' },
      {
        clock,
        catalogue: loadCatalogue(),
        server: network.url,
        token: await server.enrolmentToken(),
      },
    );
    await pc.applies((await server.must('getServerInfo')).release);
    const telegram = telegramOnWindows('ola');
    expect(await pc.canUse(telegram)).toBe(false);
    expect(pc.ban('telegram-ban')).toMatchObject({ effect: 'block', mayUseCode: true });

    network.takeAway();
    await until('the PC is alone', () => !pc.status().server.connected || undefined);
    const shown = await pc.readsOut('telegram-ban');
    if (typeof shown === 'string') throw new Error(shown);
    expect(shown).toMatchObject({ hostName: 'pc-1', device: pc.id });

    // The service desk finds the PC by its name and types what it hears.
    const { devices } = await server.must('listDevices');
    const device = devices.find(({ hostName }) => hostName === shown.hostName)?.device ?? '';
    const { code = '' } = await server.must('answerOfflineCode', {
      body: {
        device,
        ban: 'telegram-ban',
        challenge: shown.challenge.toLowerCase(),
        hours: 2,
        purpose: 'the line is down, and parents wait',
        account: 'ola',
      },
    });

    const slip = (code.startsWith('7') ? '8' : '7') + code.slice(1);
    expect(await pc.enters('telegram-ban', slip)).toEqual({ outcome: 'typo' });
    const accepted = await pc.enters('telegram-ban', code.replaceAll('-', ' ').toLowerCase());
    if (accepted.outcome !== 'accepted') throw new Error(accepted.outcome);
    expect(accepted.until - clock.now()).toBeLessThanOrEqual(2 * hourMs);
    await pc.settled();
    expect(await pc.canUse(telegram)).toBe(true);
    expect(pc.ban('telegram-ban')).toMatchObject({
      effect: 'warn',
      reason: 'offline-code',
      codeUntil: accepted.until,
    });
    // It warns: it is not silent.
    expect(await pc.notice('warn', 'telegram-ban')).toMatchObject({ effect: 'warn' });
    expect((await pc.enters('telegram-ban', code)).outcome).not.toBe('accepted');

    // The PC goes by the time that the server signed, which is a little behind the clock of both.
    clock.moveTo(accepted.until + 60_000);
    await pc.settled();
    expect(await pc.canUse(telegram)).toBe(false);
    expect(pc.ban('telegram-ban')).toMatchObject({ effect: 'block', reason: 'blocked' });

    network.giveBack();
    clock.moveTo(clock.now() + hourMs);
    const { events } = await until('IT hears of it', async () => {
      const page = await server.must('listEvents', { query: { type: 'offline-code-used' } });
      return page.events.length > 0 ? page : undefined;
    });
    expect(events).toMatchObject([
      { device, body: { ban: 'telegram-ban', account: 'ola', until: accepted.until } },
    ]);
    await until('the list has the time of the PC', async () => {
      const { exemptions: listed } = await server.must('listExemptions', { query: { state: 'ended' } });
      return listed.some((one) => one.withCode === true && one.until === accepted.until) || undefined;
    });
    const sent = (await pc.ledger('sent')).map((one) => JSON.parse(one) as { type: string });
    expect(sent.map(({ type }) => type)).toContain('offline-code-used');
  });
});
