import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { State } from '#agent/state/port.ts';
import type { ActingExemption } from '#policy/exemption.ts';
import {
  challengeLifeMs,
  grouped,
  hoursOfCode,
  mostTries,
  newChallenge,
  triesWithinMs,
  type Hmac,
} from '#policy/offline-code.ts';
import { offlineCodesCapability, offlineSecretCapability } from '#protocol/agent-server.ts';
import type { OfflineOutcome } from '#protocol/tray-agent.ts';
import type { Challenge, OfflineCodes, Redeemed, Whose } from './port.ts';

const hourMs = 3_600_000;
const hmac: Hmac = (secret, text) =>
  createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest();

/** `now`: signed time; what passed while the PC was off does not count. */
export function createOfflineCodes(state: State, now: () => number): OfflineCodes {
  state.migrate('offline-code', [
    `CREATE TABLE offline_secret (id INTEGER PRIMARY KEY CHECK (id = 1), device TEXT NOT NULL, secret TEXT NOT NULL) STRICT;
     CREATE TABLE offline_challenge (
       ban TEXT NOT NULL, account TEXT NOT NULL, challenge TEXT NOT NULL, made_at INTEGER NOT NULL, PRIMARY KEY (ban, account)
     ) STRICT;
     CREATE TABLE offline_try (account TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
     CREATE TABLE offline_exemption (
       id TEXT PRIMARY KEY, ban TEXT NOT NULL, account TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL
     ) STRICT;`,
  ]);
  const { db } = state;
  const secretOf = (device: string): string | undefined => {
    const row = db.prepare('SELECT secret FROM offline_secret WHERE device = ?').get(device);
    return row === undefined ? undefined : String(row['secret']);
  };
  const fingerprintOf = (device: string): string | undefined => {
    const secret = secretOf(device);
    return secret === undefined
      ? undefined
      : createHash('sha256').update(secret).digest('hex').slice(0, fingerprintLength);
  };
  const waiting = ({ account, ban }: Whose): Challenge | undefined => {
    const row = db
      .prepare('SELECT challenge, made_at FROM offline_challenge WHERE ban = ? AND account = ?')
      .get(ban, account);
    if (row === undefined) return undefined;
    const expiresAt = Number(row['made_at']) + challengeLifeMs;
    return expiresAt <= now() ? undefined : { challenge: String(row['challenge']), expiresAt };
  };
  /** When each counted try is forgotten. Signed time may begin a little earlier after a power cut: such tries count on. */
  const triesOf = (account: string): number[] =>
    db
      .prepare('SELECT at FROM offline_try WHERE account = ? AND at > ? ORDER BY at DESC LIMIT ?')
      .all(account, now() - triesWithinMs, mostTries)
      .map((row) => Number(row['at']) + triesWithinMs);
  const countTry = (account: string): void => {
    db.prepare('DELETE FROM offline_try WHERE at <= ?').run(now() - triesWithinMs);
    db.prepare('INSERT INTO offline_try (account, at) VALUES (?, ?)').run(account, now());
  };
  const keep = ({ account, ban }: Whose, from: number, until: number): void => {
    db.prepare('DELETE FROM offline_exemption WHERE until_at <= ?').run(from);
    db.prepare('DELETE FROM offline_challenge WHERE ban = ? AND account = ?').run(ban, account);
    db.prepare(
      'INSERT INTO offline_exemption (id, ban, account, from_at, until_at) VALUES (?, ?, ?, ?, ?)',
    ).run(randomBytes(16).toString('hex'), ban, account, from, until);
  };

  return {
    fingerprint: fingerprintOf,
    capabilities: (device) => {
      const fingerprint = fingerprintOf(device);
      return fingerprint === undefined
        ? [offlineCodesCapability]
        : [offlineCodesCapability, offlineSecretCapability(fingerprint)];
    },
    keepSecret: (device, secret) => {
      if (secretOf(device) === secret) return false;
      db.prepare('INSERT OR REPLACE INTO offline_secret (id, device, secret) VALUES (1, ?, ?)').run(
        device,
        secret,
      );
      return true;
    },
    challenge: (whose) =>
      state.transaction(() => {
        const one = waiting(whose);
        if (one !== undefined) return { ...one, challenge: grouped(one.challenge) };
        const challenge = newChallenge(randomBytes(5));
        const madeAt = now();
        db.prepare(
          'INSERT OR REPLACE INTO offline_challenge (ban, account, challenge, made_at) VALUES (?, ?, ?, ?)',
        ).run(whose.ban, whose.account, challenge, madeAt);
        return { challenge: grouped(challenge), expiresAt: madeAt + challengeLifeMs };
      }),
    redeem: (device, whose, code) =>
      state.transaction((): Redeemed => {
        const secret = secretOf(device);
        const one = waiting(whose);
        if (secret === undefined || one === undefined) return outcome({ outcome: 'expired' });
        const tries = triesOf(whose.account);
        if (tries.length >= mostTries)
          return outcome({ outcome: 'too-many-tries', retryAt: Math.min(...tries) });
        const { challenge } = one;
        const hours = hoursOfCode(hmac, secret, { device, ban: whose.ban, challenge }, code);
        if (!hours.ok && hours.fault === 'typo') return outcome({ outcome: 'typo' });
        if (!hours.ok) {
          countTry(whose.account);
          return outcome({ outcome: 'wrong', triesLeft: mostTries - tries.length - 1 });
        }
        const at = now();
        const until = at + hours.value * hourMs;
        keep(whose, at, until);
        return { result: { outcome: 'accepted', until }, challenge, at };
      }),
    inForce: () =>
      db
        .prepare('SELECT id, ban, account, from_at, until_at FROM offline_exemption WHERE until_at > ?')
        .all(now())
        .map((row): ActingExemption => ({
          id: String(row['id']),
          ban: String(row['ban']),
          account: String(row['account']),
          purpose: 'offline code',
          from: Number(row['from_at']),
          until: Number(row['until_at']),
          approvedBy: ['offline code'],
          lowersTo: 'warn',
        })),
  };
}

const fingerprintLength = 16;
const outcome = (result: Exclude<OfflineOutcome, { outcome: 'accepted' }>): Redeemed => ({ result });
