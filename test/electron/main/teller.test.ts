import { describe, expect, it, vi } from 'vitest';
import { afterEvent, emptyDesk, type Desk, type DeskEvent } from '#electron/main/desk.ts';
import type { Presence } from '#electron/main/presence.ts';
import { Teller, type TellerPorts } from '#electron/main/teller.ts';
import type { Attention } from '#platform/attention/port.ts';
import { StillClock } from '#test/agent/localapi/stage.ts';
import { day, idOf, noticeOf } from './notices.ts';

/** A desktop and an agent in one: notes what it is given. */
class Stage implements TellerPorts, Disposable {
  readonly clock = new StillClock();
  readonly log: string[] = [];
  is: Presence = 'here';
  quiet: Attention['state'] = 'free';
  supported = true;
  accepts = true;
  isOpen = false;
  agentListens = true;
  #desk: Desk = { ...emptyDesk, reach: { state: 'connected' } };
  readonly teller = new Teller(this);

  hear(event: DeskEvent): void {
    this.#desk = afterEvent(this.#desk, event);
    this.teller.look();
  }
  desk = (): Desk => this.#desk;
  presence = (): Presence => this.is;
  attention = (): Promise<Attention['state']> => Promise.resolve(this.quiet);
  toastsSupported = (): boolean => this.supported;
  toast: TellerPorts['toast'] = (toast) => {
    this.log.push(
      toast.kind === 'summary' ? `summary ${toast.notices.length}` : `toast ${Number(toast.notice.id)}`,
    );
    return Promise.resolve(this.accepts ? 'shown' : 'failed');
  };
  windowOpen = (): boolean => this.isOpen;
  openWindow: TellerPorts['openWindow'] = (view) => {
    this.log.push(view.page === 'notice' ? `window ${Number(view.notice)}` : `window ${view.page}`);
  };
  shown: TellerPorts['shown'] = (notice, telling) => {
    this.log.push(`shown ${Number(notice)}`);
    if (this.agentListens) this.#desk = afterEvent(this.#desk, { type: 'shown', notice, telling });
  };
  /** What happened until now, once everything under way has settled. */
  async happened(): Promise<readonly string[]> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    return this.log.splice(0);
  }
  [Symbol.dispose](): void {
    this.teller[Symbol.dispose]();
  }
}

const warn = noticeOf(1, { deadline: 30 * day });

describe('the teller', () => {
  it('shows the notification first, then opens the window for a decision, and tells the agent', async () => {
    using at = new Stage();
    at.hear({ type: 'notice', notice: warn });
    expect(await at.happened()).toEqual(['toast 1', 'shown 1', 'window 1']);
    at.clock.pass(day);
    expect(await at.happened()).toEqual([]);
  });

  it('makes of a thousand announcements in a second one notification and one summary', async () => {
    using at = new Stage();
    for (let number = 1; number <= 1_000; number += 1)
      at.hear({ type: 'notice', notice: noticeOf(number, { kind: 'block' }) });
    expect(await at.happened()).toEqual(['toast 1', 'shown 1']);
    at.clock.pass(250);
    expect(await at.happened()).toEqual(['summary 999']);
    at.clock.pass(day);
    expect(await at.happened()).toEqual([]);
  });

  it('makes of a thousand repeats of one notice two notifications', async () => {
    using at = new Stage();
    const repeat = (times: number): void =>
      at.hear({ type: 'notice', notice: noticeOf(1, { kind: 'block', times, news: true }) });
    for (let times = 1; times <= 1_000; times += 1) repeat(times);
    at.clock.pass(250);
    expect(await at.happened()).toEqual(['toast 1', 'shown 1']);
    for (let passed = 0; passed < 60; passed += 1) {
      at.clock.pass(1_000);
      await Promise.resolve();
    }
    expect(await at.happened()).toEqual(['toast 1', 'shown 1']);
  });

  it('waits while nobody is there, and tells once somebody is', async () => {
    using at = new Stage();
    at.is = 'locked';
    at.hear({ type: 'notice', notice: warn });
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual([]);
    at.is = 'here';
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual(['toast 1', 'shown 1', 'window 1']);
  });

  it('looks at once when the person comes back', async () => {
    using at = new Stage();
    at.is = 'locked';
    at.hear({ type: 'notice', notice: noticeOf(1) });
    await at.happened();
    at.clock.pass(250);
    at.is = 'here';
    at.teller.look();
    expect(await at.happened()).toEqual(['toast 1', 'shown 1']);
  });

  it('says nothing of being shown, and opens nothing, on a desktop that wants quiet; afterwards it does', async () => {
    using at = new Stage();
    at.quiet = 'do-not-disturb';
    at.hear({ type: 'notice', notice: warn });
    expect(await at.happened()).toEqual(['toast 1']);
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual([]);
    at.quiet = 'free';
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual(['toast 1', 'shown 1', 'window 1']);
    at.clock.pass(day);
    expect(await at.happened()).toEqual([]);
  });

  it('counts a countdown as shown only to who was there; who comes back hears that the app was closed', async () => {
    using at = new Stage();
    at.is = 'idle';
    at.hear({ type: 'notice', notice: noticeOf(1, { kind: 'closing', closesAt: 60_000, news: true }) });
    expect(await at.happened()).toEqual(['toast 1']);
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual([]);
    at.is = 'here';
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual(['toast 1', 'shown 1']);
    at.clock.pass(day);
    expect(await at.happened()).toEqual([]);
  });

  it('opens the window for a countdown when somebody is there in time', async () => {
    using at = new Stage();
    at.is = 'idle';
    at.hear({ type: 'notice', notice: noticeOf(1, { kind: 'closing', closesAt: 60_000, news: true }) });
    expect(await at.happened()).toEqual(['toast 1']);
    at.clock.pass(20_000);
    at.is = 'here';
    at.teller.look();
    expect(await at.happened()).toEqual(['toast 1', 'shown 1', 'window 1']);
  });

  it('gives what a quiet desktop held back once more though it asks for no decision', async () => {
    using at = new Stage();
    at.quiet = 'do-not-disturb';
    at.hear({ type: 'notice', notice: noticeOf(1, { kind: 'block' }) });
    expect(await at.happened()).toEqual(['toast 1']);
    at.quiet = 'free';
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual(['toast 1', 'shown 1']);
  });

  it('gives a summary that a quiet desktop held back once more, too', async () => {
    using at = new Stage();
    at.quiet = 'do-not-disturb';
    const notices = [1, 2, 3, 4].map((number) => noticeOf(number, { kind: 'block' }));
    at.hear({ type: 'notices', notices });
    expect(await at.happened()).toEqual(['summary 4']);
    at.quiet = 'free';
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual(['summary 4']);
    at.clock.pass(day);
    expect(await at.happened()).toEqual([]);
  });

  it('lets the window take the place of a notification that fails, or that there cannot be', async () => {
    using at = new Stage();
    at.accepts = false;
    at.hear({ type: 'notice', notice: noticeOf(1, { kind: 'block' }) });
    expect(await at.happened()).toEqual(['toast 1', 'window 1']);
    at.teller.displayed([idOf(1)]);
    expect(await at.happened()).toEqual(['shown 1']);
    at.supported = false;
    at.clock.pass(250);
    at.hear({ type: 'notice', notice: noticeOf(2, { kind: 'lifted' }) });
    expect(await at.happened()).toEqual(['window 2']);
  });

  it('shows no notification of what the window shows already, and tells of it once', async () => {
    using at = new Stage();
    at.is = 'locked';
    at.hear({ type: 'notice', notice: warn });
    await at.happened();
    at.is = 'here';
    at.teller.displayed([idOf(1)]);
    at.teller.displayed([idOf(1)]);
    at.clock.pass(60_000);
    expect(await at.happened()).toEqual(['shown 1']);
  });

  it('tells an agent that did not hear it again after the next connection, and shows nothing twice', async () => {
    using at = new Stage();
    at.agentListens = false;
    at.hear({ type: 'notice', notice: warn });
    expect(await at.happened()).toEqual(['toast 1', 'shown 1', 'window 1']);
    at.clock.pass(250);
    at.hear({ type: 'notices', notices: [warn] });
    at.agentListens = true;
    at.teller.tellAgain();
    expect(await at.happened()).toEqual(['shown 1']);
    at.teller.tellAgain();
    expect(await at.happened()).toEqual([]);
  });

  it('goes on after a fault of the desktop, and loses nothing by it', async () => {
    using at = new Stage();
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.spyOn(at, 'toast').mockImplementationOnce(() => Promise.reject(new Error('the bus is gone')));
    at.hear({ type: 'notice', notice: noticeOf(1, { kind: 'block' }) });
    expect(await at.happened()).toEqual(['window 1']);
    at.clock.pass(250);
    vi.spyOn(at, 'attention').mockImplementationOnce(() => Promise.reject(new Error('the bus is gone')));
    at.hear({ type: 'notice', notice: noticeOf(2, { kind: 'block' }) });
    expect(await at.happened()).toEqual(['toast 2', 'shown 2']);
    expect(said).toHaveBeenCalledTimes(2);
    said.mockRestore();
  });

  it('asks the desktop only when it matters', async () => {
    using at = new Stage();
    const asked = vi.spyOn(at, 'attention');
    at.hear({ type: 'notice', notice: noticeOf(1, { shown: 1 }) });
    at.clock.pass(day);
    expect([await at.happened(), asked.mock.calls.length]).toEqual([[], 0]);
  });
});
