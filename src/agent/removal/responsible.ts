import type { Decision } from '#policy/decision.ts';
import type { EffectiveBan } from '#policy/effective.ts';
import type { InstalledSubject } from '#policy/facts.ts';
import { isProtected } from '#policy/protected.ts';
import type { Removable } from '#protocol/tray-agent.ts';
import type { Installation } from './installation.ts';
import type { RemovalParts } from './port.ts';

type Who = Pick<Removable, 'by' | 'why'>;
const it = (why: NonNullable<Removable['why']>): Who => ({ by: 'it', why });

/** Who has to remove it, and why IT where it is IT. Whatever is doubtful is IT's. */
export function responsibleFor(
  { found, kind, name, source }: Installation,
  account: string,
  effective: EffectiveBan,
  parts: Pick<RemovalParts, 'exemptions' | 'judge' | 'mode' | 'os' | 'ownPaths' | 'people'>,
): Who {
  if (!found.isCertain) return it('not-certain');
  if (isNeeded(kind, name, found.app.path, parts)) return it('protected');
  switch (kind) {
    case 'home':
    case 'own-flatpak':
    case 'web-app':
      return { by: 'person' };
    case 'none':
      return it('not-supported');
    case 'package': {
      if (effective.ban.removal === 'none' || source === 'other') return it('not-supported');
      if (parts.mode !== 'system') return it('agent-without-rights');
      // Services have accounts too, and no business with what people use.
      const people = parts.people().map(({ name: person }) => person);
      if (!people.includes(account) && !mayBePerson(account)) return it('not-supported');
      const others = othersThan(account, people, effective, parts);
      // snapd takes the data of everybody along.
      if (source === 'snap' && others.size > 0) return it('used-by-others');
      const ofOthers = [...others].map((one) => decisionFor(found.subject, one, effective, parts));
      if (ofOthers.some((decision) => decision === undefined || decision.effect === 'none'))
        return it('used-by-others');
      const own = decisionFor(found.subject, account, effective, parts);
      // Who is exempt may still want it gone; what the ban does not act on is not ours to take.
      const acts = own !== undefined && (own.effect !== 'none' || own.reason === 'exempt');
      return acts ? { by: 'agent' } : it('not-supported');
    }
  }
}

/** On no list of people: root, and accounts of a directory, of which only the number is known. systemd's own are below. */
const mayBePerson = (account: string): boolean =>
  account === 'root' ||
  (/^\d{4,10}$/.test(account) && (Number(account) < 60_000 || Number(account) > 65_535));

/** Other people of this PC, and whoever else has a permission here: accounts of a directory are on no list. */
const othersThan = (
  account: string,
  people: readonly string[],
  { ban }: EffectiveBan,
  { exemptions }: Pick<RemovalParts, 'exemptions'>,
): ReadonlySet<string> => {
  const exempt = exemptions().flatMap((one) =>
    one.ban === ban.id && one.account !== undefined ? [one.account] : [],
  );
  return new Set([...people, ...exempt].filter((one) => one !== account));
};

/** What the ban says of it, were it this account's. */
const decisionFor = (
  subject: InstalledSubject,
  account: string,
  { ban }: EffectiveBan,
  { judge }: Pick<RemovalParts, 'judge'>,
): Decision | undefined => judge({ ...subject, account }).find((one) => one.ban === ban.id);

/** Programs without which the PC does not work, and what this agent itself runs from. */
function isNeeded(
  kind: Installation['kind'],
  name: string,
  path: string | undefined,
  { os, ownPaths }: Pick<RemovalParts, 'os' | 'ownPaths'>,
): boolean {
  if (kind === 'package' && os === 'linux' && isProtected(`/usr/bin/${name}`, os, ownPaths)) return true;
  return (
    path !== undefined &&
    (isProtected(path, os, ownPaths) || ownPaths.some((own) => own.startsWith(`${path}/`)))
  );
}
