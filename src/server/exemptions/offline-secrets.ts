import { createHash, createHmac, randomBytes } from 'node:crypto';
import { deviceSecretText, type Hmac } from '#policy/offline-code.ts';
import { offlineCodesCapability, offlineSecretCapability } from '#protocol/agent-server.ts';
import type { Db } from '#server/store/index.ts';
import type { ExemptionTables } from './tables.ts';

export const hmac: Hmac = (secret, text) =>
  createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest();

export type OfflineSecrets = ReturnType<typeof createOfflineSecrets>;

/**
 * What this server and one device alone know. Each device's secret is derived from one random number that was made at first
 * need, so that nothing is read or written when a device connects, and a restored store knows all of them again.
 */
export function createOfflineSecrets(db: Db) {
  const table = db.withTables<ExemptionTables>();
  let known: string | undefined;
  const read = async (): Promise<string | undefined> =>
    (await table.selectFrom('offline_master').select('secret').executeTakeFirst())?.secret;
  const master = async (): Promise<string> => {
    known ??= await read();
    if (known !== undefined) return known;
    await table
      .insertInto('offline_master')
      .values({ id: 1, secret: randomBytes(32).toString('base64') })
      .onConflict((clash) => clash.doNothing())
      .execute();
    known = await read();
    if (known === undefined) throw new Error('the secret for offline codes was not kept');
    return known;
  };
  /** 32 bytes, base64. */
  const secretOf = async (device: string): Promise<string> =>
    Buffer.from(hmac(await master(), deviceSecretText(device))).toString('base64');
  return {
    secretOf,
    /** What is to be told to a device that says this of itself; undefined where it holds it, or can use none. */
    wantedBy: async (device: string, capabilities: readonly string[]): Promise<string | undefined> => {
      if (!capabilities.includes(offlineCodesCapability)) return undefined;
      const secret = await secretOf(device);
      const fingerprint = createHash('sha256').update(secret).digest('hex').slice(0, 16);
      return capabilities.includes(offlineSecretCapability(fingerprint)) ? undefined : secret;
    },
  };
}
