import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createOfflineCodes } from '#agent/offline-code/offline-codes.ts';
import type { OfflineCodes } from '#agent/offline-code/port.ts';
import { openState } from '#agent/state/open-state.ts';
import type { State } from '#agent/state/port.ts';
import { offlineCode, readChallenge, type Hmac } from '#policy/offline-code.ts';
import type { OfflineOutcome } from '#protocol/tray-agent.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const hour = 3_600_000;
const day = 24 * hour;
const device = 'd'.repeat(32);
const secret = Buffer.alloc(32, 1).toString('base64');
const hmac: Hmac = (key, text) => createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest();
const kari = { account: 'kari', ban: 'telegram-ban' };

class Pc implements Disposable {
  readonly folder = tempFolder();
  now = 1_000 * day;
  state: State = this.#open();
  codes: OfflineCodes = this.#codes();

  /** What the service desk reads out for what the PC shows now. */
  code(hours = 4, whose = kari, key = secret): string {
    const challenge = readChallenge(this.codes.challenge(whose).challenge) ?? '';
    return offlineCode(hmac, key, { device, ban: whose.ban, challenge }, hours);
  }
  /** A whole code that belongs to another secret. */
  wrong(whose = kari): string {
    return this.code(4, whose, Buffer.alloc(32, 2).toString('base64'));
  }
  enter(code: string, whose = kari): OfflineOutcome {
    return this.codes.redeem(device, whose, code).result;
  }
  restart(): void {
    this.state[Symbol.dispose]();
    this.state = this.#open();
    this.codes = createOfflineCodes(this.state, () => this.now);
  }
  #open(): State {
    return openState({ folder: this.folder.path, now: () => this.now }).state;
  }
  #codes(): OfflineCodes {
    const codes = createOfflineCodes(this.state, () => this.now);
    codes.keepSecret(device, secret);
    return codes;
  }
  [Symbol.dispose](): void {
    this.state[Symbol.dispose]();
    this.folder[Symbol.dispose]();
  }
}

describe('a challenge', () => {
  it('stays the same until it is used or a day old, also over a restart', () => {
    using pc = new Pc();
    const first = pc.codes.challenge(kari);
    expect(first).toEqual({
      challenge: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/) as string,
      expiresAt: pc.now + day,
    });
    pc.now += day - 1;
    pc.restart();
    expect(pc.codes.challenge(kari)).toEqual(first);
    pc.now += 1;
    expect(pc.codes.challenge(kari).challenge).not.toBe(first.challenge);
  });

  it('is each ban’s and each account’s own', () => {
    using pc = new Pc();
    const all = [kari, { ...kari, account: 'ola' }, { ...kari, ban: 'tiktok' }];
    expect(new Set(all.map((whose) => pc.codes.challenge(whose).challenge)).size).toBe(3);
  });
});

describe('a code', () => {
  it('acts for its hours, for the account that entered it, and ends by itself', () => {
    using pc = new Pc();
    expect(pc.enter(pc.code(4))).toEqual({ outcome: 'accepted', until: pc.now + 4 * hour });
    expect(pc.codes.inForce()).toMatchObject([
      { ...kari, from: pc.now, until: pc.now + 4 * hour, lowersTo: 'warn' },
    ]);
    pc.restart();
    expect(pc.codes.inForce()).toHaveLength(1);
    pc.now += 4 * hour;
    expect(pc.codes.inForce()).toEqual([]);
  });

  it('is good once', () => {
    using pc = new Pc();
    const code = pc.code();
    expect(pc.enter(code).outcome).toBe('accepted');
    expect(pc.enter(code)).toEqual({ outcome: 'expired' });
    pc.codes.challenge(kari);
    expect(pc.enter(code).outcome).not.toBe('accepted');
    expect(pc.codes.inForce()).toHaveLength(1);
  });

  it('of another account or ban is no code here', () => {
    using pc = new Pc();
    const code = pc.code();
    for (const whose of [
      { ...kari, account: 'ola' },
      { ...kari, ban: 'tiktok' },
    ]) {
      pc.codes.challenge(whose);
      expect(pc.enter(code, whose).outcome).not.toBe('accepted');
    }
    expect(pc.enter(code).outcome).toBe('accepted');
  });

  it('comes too late for a challenge of yesterday', () => {
    using pc = new Pc();
    const code = pc.code();
    pc.now += day;
    expect(pc.enter(code)).toEqual({ outcome: 'expired' });
  });
});

describe('a wrong code', () => {
  it('is tried five times an hour, whatever restarts', () => {
    using pc = new Pc();
    const wrong = pc.wrong();
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      pc.now += 1_000;
      expect(pc.enter(wrong)).toEqual({ outcome: 'wrong', triesLeft });
      pc.restart();
    }
    const retryAt = pc.now - 4_000 + hour;
    const right = pc.code();
    expect(pc.enter(right)).toEqual({ outcome: 'too-many-tries', retryAt });
    pc.now = retryAt;
    expect(pc.enter(right).outcome).toBe('accepted');
  });

  it('of one account costs the others nothing', () => {
    using pc = new Pc();
    const ola = { ...kari, account: 'ola' };
    for (let tries = 0; tries < 6; tries += 1) pc.enter(pc.wrong(ola), ola);
    expect(pc.enter(pc.wrong(ola), ola).outcome).toBe('too-many-tries');
    expect(pc.enter(pc.code()).outcome).toBe('accepted');
  });

  it('that is only a slip costs no try', () => {
    using pc = new Pc();
    const code = pc.code();
    const slip = (code.startsWith('7') ? '8' : '7') + code.slice(1);
    for (let slips = 0; slips < 9; slips += 1) expect(pc.enter(slip)).toEqual({ outcome: 'typo' });
    expect(pc.enter(code).outcome).toBe('accepted');
  });
});

describe('the secret', () => {
  it('is known by its fingerprint, and only to the device that it was given to', () => {
    using pc = new Pc();
    expect(pc.codes.fingerprint(device)).toMatch(/^[0-9a-f]{16}$/);
    expect(pc.codes.fingerprint('e'.repeat(32))).toBeUndefined();
    expect(pc.codes.keepSecret(device, secret)).toBe(false);
    expect(pc.codes.keepSecret(device, Buffer.alloc(32, 9).toString('base64'))).toBe(true);
  });
});
