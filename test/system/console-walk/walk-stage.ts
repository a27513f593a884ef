import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { buildConsole } from '#installers/console/build-console.ts';
import { JourneyClock } from '#test/journeys/journey-clock.ts';
import { must } from '#test/kit/server-in-test.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import { top, until } from '#test/kit/system-under-test.ts';
import { Desk } from './desk.ts';
import { PersonAtPc } from './person-at-pc.ts';
import type { ServerWishes } from './server-child.ts';
import { ToldChild } from './told-child.ts';
import { WireFleet } from './wire-fleet.ts';

type Where = { readonly url: string; readonly apiUrl: string; readonly port: number };
/** Monday, half past nine in Oslo. */
const begin = Date.UTC(2026, 10, 23, 8, 30);

/** An organisation on its first day: a server process, a browser, and soon a fleet. */
export class WalkStage implements AsyncDisposable {
  readonly clock = new JourneyClock(begin);
  readonly fleet = new WireFleet();
  readonly browser: Browser;
  readonly #folder: string;
  readonly #people: PersonAtPc[] = [];
  readonly #desks: Desk[] = [];
  #server: ToldChild<Where>;
  #where: Where;

  private constructor(folder: string, browser: Browser, server: ToldChild<Where>, where: Where) {
    this.#folder = folder;
    this.browser = browser;
    this.#server = server;
    this.#where = where;
  }

  static async open(): Promise<WalkStage> {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-walk-'));
    await buildConsole(top, join(folder, 'console'));
    const server = serverOn(folder, 0, begin);
    const where = await server.ready;
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
    });
    return new WalkStage(folder, browser, server, where);
  }

  get url(): string {
    return this.#where.url;
  }
  get apiUrl(): string {
    return this.#where.apiUrl;
  }
  /** What the first start leaves in the data folder for the first administrator. */
  leftByFirstStart(file: 'administrator-token' | 'sign-in-link'): string {
    return readFileSync(join(this.#folder, 'data', file), 'utf8').trim();
  }
  async enrolmentToken(wanted: Partial<BodyOf<'createToken'>>): Promise<string> {
    const body = { name: 'walk', uses: 200, validHours: 24, ...wanted };
    return (await must(this.apiUrl, this.leftByFirstStart('administrator-token'), 'createToken', { body }))
      .text;
  }
  async desk(): Promise<Desk> {
    const desk = await Desk.open(this.browser, this.apiUrl, this.clock.now() - Date.now());
    this.#desks.push(desk);
    return desk;
  }
  async person(account: string, hostName: string, token: string): Promise<PersonAtPc> {
    const folder = join(this.#folder, account);
    mkdirSync(folder);
    const person = await PersonAtPc.start({
      ...{ folder, account, hostName, token },
      server: this.url,
      begin: this.clock.now(),
    });
    this.#people.push(person);
    return person;
  }

  /** Time passes for everybody. Whoever lost the connection meanwhile has it again. */
  async moveTo(instant: number): Promise<void> {
    this.clock.moveTo(instant);
    await this.#server.ask('moveTo', instant);
    await Promise.all(this.#people.map((person) => person.moveTo(instant)));
    await this.connected();
  }
  async connected(): Promise<void> {
    for (const person of this.#people)
      await until(
        `the PC of ${person.account} is connected`,
        async () => (await person.status()).server.connected || undefined,
        20_000,
      );
  }
  /** What the browsers of all desks complained of, but for refused sign-ins and a server that is away. */
  get complaints(): readonly string[] {
    const expected = /WebSocket|ERR_CONNECTION|status of 401/;
    return this.#desks.flatMap(({ complaints }) => complaints.filter((one) => !expected.test(one)));
  }
  killServer(): Promise<void> {
    return this.#server.kill();
  }
  async startServerAgain(): Promise<void> {
    this.#server = serverOn(this.#folder, this.#where.port, this.clock.now());
    this.#where = await this.#server.ready;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#desks.map((desk) => desk[Symbol.asyncDispose]()));
    await this.browser.close();
    await this.fleet[Symbol.asyncDispose]();
    await Promise.all(this.#people.map((person) => person[Symbol.asyncDispose]()));
    await this.#server.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function serverOn(folder: string, port: number, from: number): ToldChild<Where> {
  const wishes: ServerWishes = {
    dataFolder: join(folder, 'data'),
    consoleFolder: join(folder, 'console'),
    port,
    begin: from,
  };
  return new ToldChild<Where>(join(import.meta.dirname, 'server-child.ts'), wishes);
}
