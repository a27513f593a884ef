import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { signInPaths } from '#protocol/console-sessions.ts';
import type { Actor } from '#server/audit/index.ts';
import type { Operator } from '#server/operators/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import { newSecret, sha256 } from '#server/store/index.ts';
import type { SessionPorts } from './sessions.ts';
import type { SessionTables } from './tables.ts';

/** How long a link is good that somebody asked for, and the one of the first start. */
export const linkLife = { askedMs: 900_000, firstStartMs: 86_400_000 } as const;
const form = /^pvl_[A-Za-z0-9_-]{43}$/;

export type Links = ReturnType<typeof createLinks>;

/** Links that sign a browser in as a person, once. Their secrets stand behind `#`, where no server and no log sees them. */
export function createLinks({ db, audit, clock, operators }: SessionPorts) {
  return {
    /** Refused for those whom the identity provider vouches for: that is their way in. */
    make: async (
      actor: Actor,
      operator: string,
      lifeMs: number = linkLife.askedMs,
    ): Promise<Outcome<{ secret: string; expiresAt: number }, Refusal>> => {
      const person = await operators.find(operator);
      if (person === undefined) return fail(notFound('operator'));
      if (person.via === 'oidc') return fail(conflict('this person signs in through the identity provider'));
      if ((await operators.byId(operator)) === undefined)
        return fail(conflict('this person may not act any more'));
      const secret = `pvl_${newSecret()}`;
      const expiresAt = clock.now() + lifeMs;
      return audit.act(actor, { action: 'make-sign-in-link', subject: operator }, async (trx) => {
        await trx
          .withTables<SessionTables>()
          .insertInto('sign_in_links')
          .values({ hash: sha256(secret), operator, expires_at: expiresAt })
          .execute();
        return ok({ secret, expiresAt });
      });
    },

    /** The person whom the link signs in; the link is worth nothing afterwards. */
    redeem: async (secret: string): Promise<Operator | undefined> => {
      if (!form.test(secret)) return undefined;
      // One statement: of two who come at once, one finds it.
      const row = await db
        .withTables<SessionTables>()
        .deleteFrom('sign_in_links')
        .where('hash', '=', sha256(secret))
        .returningAll()
        .executeTakeFirst();
      return row === undefined || row.expires_at <= clock.now() ? undefined : operators.byId(row.operator);
    },
  };
}

export const linkUrl = (origin: string, secret: string): string => `${origin}${signInPaths.link}#${secret}`;
