import { roles, type Role } from '#protocol/console-operation.ts';
import type { RoleRule } from '#protocol/console-sessions.ts';

export type Claims = Readonly<Record<string, unknown>>;
export type Place = { readonly role: Role; readonly unit: string };

/**
 * Role and unit of somebody with these claims: of the rules that fit, the first with the highest role; else the default.
 * A rule for a unit that is not there any more counts for nothing.
 */
export function placeOf(
  claims: Claims,
  { rules, default: otherwise }: { readonly rules: readonly RoleRule[]; readonly default?: Place },
  unitExists: (unit: string) => boolean,
): Place | undefined {
  const fitting = rules.filter(
    ({ claim, value, unit }) => unitExists(unit) && values(claims, claim).includes(value),
  );
  const best = fitting.toSorted((one, other) => roles.indexOf(other.role) - roles.indexOf(one.role))[0];
  if (best !== undefined) return { role: best.role, unit: best.unit };
  return otherwise !== undefined && unitExists(otherwise.unit) ? otherwise : undefined;
}

/** The claim's texts. A name with dots is a claim of that very name, else a path (`realm_access.roles`). */
function values(claims: Claims, name: string): string[] {
  const claim = Object.hasOwn(claims, name)
    ? claims[name]
    : name
        .split('.')
        .reduce<unknown>(
          (inside, part) =>
            typeof inside === 'object' && inside !== null && Object.hasOwn(inside, part)
              ? (inside as Claims)[part]
              : undefined,
          claims,
        );
  return (Array.isArray(claim) ? (claim as unknown[]) : [claim]).flatMap((one) => {
    if (typeof one === 'string') return [one];
    return typeof one === 'number' || typeof one === 'boolean' ? [String(one)] : [];
  });
}
