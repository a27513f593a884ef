import { describe, expect, it, vi } from 'vitest';
import type { LinkFault } from '#electron/main/agent-link.ts';
import { DeskKeeper } from '#electron/main/desk-keeper.ts';
import { verbsOf, type VerbPorts } from '#electron/main/verbs.ts';
import type { Verbs } from '#electron/main/window-answer.ts';
import { fail, ok } from '#policy/outcome.ts';
import { idOf, noticeOf } from './notices.ts';

type Stage = { readonly verbs: Verbs; readonly keeper: DeskKeeper; readonly log: string[] };

/** An agent that answers by script; everything else only takes note. */
function stage(answers: Readonly<Record<string, object>>, more: Partial<VerbPorts> = {}): Stage {
  const keeper = new DeskKeeper();
  const log: string[] = [];
  const ports = {
    keeper,
    link: {
      request: (message: { readonly type: string }) => {
        log.push(message.type);
        const answer = answers[message.type];
        return Promise.resolve(answer === undefined ? fail({ code: 'unreachable' }) : answer);
      },
    },
    front: { state: () => ({}), go: () => log.push('go'), close: () => log.push('close') },
    choices: { choose: () => Promise.resolve(ok(undefined)) },
    now: () => 99,
    onChosen: () => log.push('chosen'),
    openInBrowser: (url: string) => {
      log.push(`browser ${url}`);
      return Promise.resolve();
    },
    save: () => Promise.resolve('saved'),
    pause: () => Promise.resolve(),
    ...more,
  } as unknown as VerbPorts;
  return { verbs: verbsOf(ports), keeper, log };
}

describe('the verbs', () => {
  it('acknowledge and put off with the agent first, and then on the desk', async () => {
    const { verbs, keeper } = stage({ acknowledge: ok({}), remind: ok({ remindAt: 500 }) });
    keeper.apply({ type: 'notices', notices: [noticeOf(1), noticeOf(2, { remindersLeft: 1 })] });
    expect(await verbs.acknowledge({ notice: idOf(1) })).toEqual(ok(undefined));
    expect(await verbs.remind({ notice: idOf(2), when: 'tomorrow' })).toEqual(ok({ remindAt: 500 }));
    expect(keeper.desk.notices).toMatchObject([{ remindAt: 500, remindersLeft: 0 }, { acknowledgedAt: 99 }]);
  });

  it('change nothing on the desk that the agent did not take', async () => {
    const { verbs, keeper } = stage({});
    keeper.apply({ type: 'notices', notices: [noticeOf(1)] });
    expect(await verbs.acknowledge({ notice: idOf(1) })).toEqual(fail('unreachable'));
    expect(keeper.desk.notices[0]).not.toHaveProperty('acknowledgedAt');
  });

  it('ask, and then read the requests anew', async () => {
    const requests = [
      {
        request: { id: idOf(7), ban: 'telegram', account: 'anna', purpose: 'work', days: 3, askedAt: 1 },
        answer: { request: idOf(7), state: 'waiting' },
      },
    ];
    const { verbs, keeper } = stage({ ask: ok({}), requests: ok({ requests }) });
    await verbs.ask({ ban: 'telegram', purpose: 'work', days: 3, device: 'dedicated' });
    expect(keeper.desk.requests).toEqual(requests);
  });

  it('bring what is to be read out, and what became of a code', async () => {
    const asked = { challenge: '7K3M-9QXW', expiresAt: 9, hostName: 'pc-1', device: idOf(3) };
    const result = { outcome: 'wrong', triesLeft: 4 };
    const { verbs } = stage({
      'offline-challenge': ok({ type: 'offline-challenge', id: 1, ...asked }),
      'offline-redeem': ok({ type: 'offline-redeemed', id: 2, result }),
    });
    expect(await verbs.codeChallenge({ ban: 'telegram' })).toEqual(ok(asked));
    expect(await verbs.redeemCode({ ban: 'telegram', code: '4C8N' })).toEqual(ok(result));
    const refused = stage({
      'offline-challenge': fail({ code: 'refused', fault: 'code-not-allowed', detail: '' }),
    });
    expect(await refused.verbs.codeChallenge({ ban: 'telegram' })).toEqual(fail('code-not-allowed'));
    expect(await refused.verbs.redeemCode({ ban: 'telegram', code: '4C8N' })).toEqual(fail('unreachable'));
  });

  it.each<[LinkFault, string]>([
    [{ code: 'refused', fault: 'no-more-reminders', detail: '' }, 'no-more-reminders'],
    [{ code: 'connection-closed', why: 'x' }, 'unreachable'],
    [{ code: 'no-answer' }, 'unreachable'],
    [{ code: 'unreachable' }, 'unreachable'],
    [{ code: 'unexpected-answer' }, 'malformed'],
  ])('say of %j: %s', async (fault, said) => {
    const { verbs } = stage({ removables: fail(fault) });
    expect(await verbs.removables({ ban: 'telegram' })).toEqual(fail(said));
  });

  it('ask the agent about removals one after the other, and go on after one that failed', async () => {
    const waiting: ((outcome: object) => void)[] = [];
    const asked: string[] = [];
    const link = {
      request: ({ ban }: { readonly ban: string }) => {
        asked.push(ban);
        return new Promise((resolve) => waiting.push(resolve));
      },
    } as unknown as VerbPorts['link'];
    const { verbs } = stage({}, { link });
    const first = verbs.removables({ ban: 'one' });
    const second = verbs.remove({ ban: 'two', item: idOf(1) });
    const third = verbs.removables({ ban: 'three' });
    await vi.waitFor(() => expect(asked).toEqual(['one']));
    waiting[0]?.(fail({ code: 'no-answer' }));
    expect(await first).toEqual(fail('unreachable'));
    await vi.waitFor(() => expect(asked).toEqual(['one', 'two']));
    waiting[1]?.(ok({ removables: [] }));
    expect(await second).toEqual(fail('unknown-item'));
    await vi.waitFor(() => expect(asked).toEqual(['one', 'two', 'three']));
    waiting[2]?.(ok({ removables: [] }));
    expect(await third).toEqual(ok([]));
  });

  it('open a link only if a notice at hand carries it', async () => {
    const { verbs, keeper, log } = stage({});
    const furtherReading = [
      { title: { en: 'Advice' }, url: 'https://example.org/advice' },
      { title: { en: 'Not that' }, url: 'file:///etc/passwd' },
      { title: { en: 'Nor that' }, url: 'https://www.halden.kommune.no@example.net/' },
    ];
    keeper.apply({ type: 'notices', notices: [noticeOf(1, { furtherReading })] });
    expect(await verbs.read({ url: 'https://example.org/advice' })).toEqual(ok(undefined));
    for (const url of [
      'https://example.org/',
      'https://example.org/advice2',
      ...furtherReading.slice(1).map((one) => one.url),
    ])
      expect(await verbs.read({ url })).toEqual(fail('malformed'));
    expect(log).toEqual(['browser https://example.org/advice']);
  });

  it('say that an export was not saved, and nothing of why', async () => {
    const ledger = ok({ entries: [], intact: true });
    const full = { save: () => Promise.reject(new Error('ENOSPC')) };
    expect(await stage({ ledger }, full).verbs.exportLedger({})).toEqual(fail('not-saved'));
    expect(await stage({ ledger }).verbs.exportLedger({})).toEqual(ok('saved'));
    expect(await stage({}).verbs.exportLedger({})).toEqual(fail('unreachable'));
  });

  it('tell the tray that the person chose another language', async () => {
    const { verbs, log } = stage({});
    await verbs.choose({ language: 'nn' });
    expect(log).toEqual(['chosen']);
  });
});
