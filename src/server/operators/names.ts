import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { conflict, type Refusal } from '#server/store/refusal.ts';

/** Names under which the server writes to the audit itself, and what it calls a request without a person. */
const reserved: ReadonlySet<string> = new Set(['server', 'up', 'nobody', 'token']);

/** Two names with the same key are the same person: width, case and space do not tell people apart. */
export function personKey(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** The name as it is kept. */
export function checkName(wanted: string): Outcome<string, Refusal> {
  const name = wanted.trim();
  const key = personKey(name);
  if (key === '' || /[\p{Cc}\p{Cf}]/u.test(name))
    return fail({
      problem: 'not-as-schema',
      detail: 'a name has letters, and nothing invisible',
      pointer: '/name',
    });
  if (reserved.has(key) || key.startsWith('token '))
    return fail(conflict(`\`${name}\` is a name of the server itself: choose another one`));
  return ok(name);
}
